FROM python:3.11-slim-bookworm

RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core gettext \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home --home-dir /var/lib/sms sms

WORKDIR /srv/sms
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .
# Translations are compiled here, since at run time the code is read-only.
RUN find locale -name django.po -execdir msgfmt {} -o django.mo ';'

USER sms
ENV STATE_DIR=/var/lib/sms PYTHONUNBUFFERED=1
EXPOSE 8000
CMD ["gunicorn", "--config", "python:sms.gunicorn", "sms.wsgi"]
