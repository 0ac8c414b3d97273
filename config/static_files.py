"""Of the npm packages' folders only what pages load is collected: hashing and compressing the rest takes ten seconds."""

from django.contrib.staticfiles.apps import StaticFilesConfig

UNUSED_BOOTSTRAP = ["bootstrap-*", "bootstrap.css*", "*.rtl.*"]
UNUSED_HTMX = ["htmx.js", "htmx.min.js.gz", "htmx.amd.js", "htmx.cjs.js", "htmx.esm*", "ext"]
UNUSED_FONTS = ["*-italic.woff2"]
UNUSED_TUS = ["browser-test-bundle.js", "tus.js", "tus.js.map"]
UNUSED_APPS = ["account/*", "mfa/*", "django_htmx/*"]


class StaticFiles(StaticFilesConfig):
    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        *UNUSED_BOOTSTRAP,
        *UNUSED_HTMX,
        *UNUSED_FONTS,
        *UNUSED_TUS,
        *UNUSED_APPS,
    ]
