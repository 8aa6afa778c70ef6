# The forum with its encoders, for one process or several: `docker compose up` (compose.yaml).
# hadolint global ignore=DL3008
FROM node:22-bookworm-slim AS assets
WORKDIR /source
COPY package.json package-lock.json assets.mjs .npmrc ./
RUN npm ci --omit=dev --ignore-scripts && npm run build

FROM python:3.12-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/qaforum
WORKDIR /source
COPY scripts/install-torch scripts/install-torch
RUN bash scripts/install-torch /opt/qaforum/bin torch==2.13.0
COPY . .
COPY --from=assets /source/qaforum/static/vendor qaforum/static/vendor
RUN /opt/qaforum/bin/pip install --constraint constraints.txt Babel Jinja2 \
    && /opt/qaforum/bin/pybabel compile --domain "messages flask_security" \
        --directory qaforum/translations \
    && /opt/qaforum/bin/pip install --constraint constraints.txt '.[postgresql]'

FROM python:3.12-slim-bookworm
RUN apt-get update && apt-get install -y --no-install-recommends libgomp1 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home forum \
    && install --directory --owner forum --mode 700 /data
COPY --from=build /opt/qaforum /opt/qaforum
ENV PATH=/opt/qaforum/bin:$PATH QAFORUM_INSTANCE=/data QAFORUM_HOST=0.0.0.0 HF_HUB_OFFLINE=1 HOME=/tmp
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 5000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:5000/healthz', timeout=4)"]
# Makes the database or brings it up to date, then serves in the place of the shell
CMD ["sh", "-c", "qaforum init && exec qaforum serve"]
