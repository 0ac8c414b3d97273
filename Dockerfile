# One image for web, worker, scheduler and migrations: the command decides (docker-compose.yml).

FROM node:20-bookworm-slim AS front-end
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --omit=dev --no-audit --no-fund

FROM python:3.11-slim-bookworm AS packages
WORKDIR /app
COPY scripts/pins/uv.txt requirements.txt ./
RUN pip install --no-cache-dir --require-hashes --requirement uv.txt \
    && uv venv /opt/venv \
    && VIRTUAL_ENV=/opt/venv uv pip sync --no-cache --compile-bytecode --require-hashes requirements.txt

FROM python:3.11-slim-bookworm
# Pango and HarfBuzz draw the PDFs (the fonts are for names beyond Latin), libmagic recognises uploaded files, LibreOffice
# makes pages of office documents (leave it out and they are downloads). Their security fixes come with a new build.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 libmagic1 \
        fonts-dejavu-core fonts-noto-core fonts-liberation \
        libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 attest \
    && useradd --system --uid 10001 --gid attest --home-dir /nonexistent --shell /usr/sbin/nologin attest \
    && install --directory --owner=attest --group=attest /var/lib/attest
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 VAR_DIR=/var/lib/attest STATIC_DIR=/app/collected
WORKDIR /app
COPY --from=packages /opt/venv /opt/venv
COPY --from=front-end /app/node_modules node_modules
COPY . .
RUN VAR_DIR=/tmp/build python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf /tmp/build \
    && python -m compileall -q config centres units portfolio assessment iqa claims demo
ENV PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
EXPOSE 8000
CMD ["granian", "config.wsgi:application", "--interface", "wsgi", "--host", "0.0.0.0", "--no-ws", "--http", "1"]
