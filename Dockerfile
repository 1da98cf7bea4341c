# One image for web, worker, beat and migrate; what differs is the command (see docker-compose.yml).

FROM node:22-slim AS browser
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --silent

FROM python:3.11-slim AS build
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy PATH=/venv/bin:$PATH
WORKDIR /app
COPY requirements-uv.lock requirements.lock ./
RUN pip install --no-cache-dir --quiet --require-hashes -r requirements-uv.lock \
    && uv venv --quiet /venv \
    && uv pip install --quiet --python /venv/bin/python --require-hashes -r requirements.lock
COPY . .
COPY --from=browser /app/node_modules node_modules
RUN set -a && . docker/build.env && set +a \
    && python manage.py translations --compile \
    && python manage.py collectstatic --noinput --verbosity 0 \
    && python -m compileall -q booking tenants payments notifications \
    && rm -rf node_modules

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin ledig
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 DEBUG=off DJANGO_SETTINGS_MODULE=booking.settings \
    PYTHONPATH=/app GRANIAN_LOG_CONFIG=/app/docker/logs.json
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /app /app
USER ledig
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["python", "docker/health.py"]
CMD ["granian", "--interface", "wsgi", "booking.wsgi:application", "--host", "0.0.0.0", "--port", "8000", \
     "--workers", "2", "--blocking-threads", "4", "--backlog", "1024", "--http", "1", "--no-ws", \
     "--respawn-failed-workers", "--workers-kill-timeout", "10"]
