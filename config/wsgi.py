import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

# Every page is loaded before the first is asked for; and since none of this is ever garbage, no collection looks
# through it again. It did so, now and then, for some tenths of a second in the middle of a request.
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
