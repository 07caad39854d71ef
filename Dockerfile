# syntax=docker/dockerfile:1
# One image for web, worker, scheduler and migrations. Nothing in it knows a secret.
# A new installation is filled by deploy/migrate.sh and entered by manage.py create_first_admin.

FROM python:3.13-slim-trixie AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore PYTHONDONTWRITEBYTECODE=1
WORKDIR /srv/pishkhan
COPY requirements.txt ./
RUN --mount=type=cache,target=/root/.cache/pip \
    python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-deps --require-hashes --requirement requirements.txt
COPY . .
# Catalogues are compiled and static files hashed and compressed here, so that a start needs neither.
# The values are placeholders for one command; no layer keeps them.
RUN /opt/venv/bin/python dev/messages.py compile \
    && DJANGO_SETTINGS_MODULE=pishkhan.settings.base SECRET_KEY=build FIELD_KEY=build \
       AUDIT_KEY=build DATABASE_URL=postgres://build@127.0.0.1/build \
       /opt/venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
    && rm -r dev

FROM python:3.13-slim-trixie
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=pishkhan.settings.base \
    STATIC_ROOT=/srv/pishkhan/staticfiles \
    MEDIA_ROOT=/srv/media \
    AUDIT_ANCHOR_FILE=/srv/anchor/audit-anchor.log
RUN groupadd --system --gid 10001 pishkhan \
    && useradd --system --uid 10001 --gid 10001 --home-dir /nonexistent pishkhan \
    && install -d -o pishkhan -g pishkhan -m 0700 /srv/media /srv/anchor
COPY --from=build /opt/venv /opt/venv
# The code belongs to root: the processes can't change what they run.
COPY --from=build /srv/pishkhan /srv/pishkhan
WORKDIR /srv/pishkhan
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["python", "deploy/healthcheck.py"]
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "pishkhan.wsgi"]
