FROM debian:sid-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends testssl.sh >/dev/null && rm -rf /var/lib/apt/lists/*
ENTRYPOINT ["testssl"]
