# Versions are pinned by tag. To pin the bytes too, add the digest that `docker buildx imagetools inspect IMAGE` shows: IMAGE@sha256:…
# For another architecture (docker buildx build --platform linux/arm64) the building still runs on this one: only Bun itself, which
# goes into the file, is that of the platform. On amd64 the official image has Bun's baseline build, for CPUs without AVX2 too.
ARG BUN=oven/bun:1.4.5-slim
FROM $BUN AS runtime

FROM --platform=$BUILDPLATFORM $BUN AS build
WORKDIR /build
COPY package.json bun.lock bunfig.toml ./
RUN bun install --frozen-lockfile --production
COPY tsconfig.json ./
COPY src src
COPY views views
COPY public public
COPY --from=runtime /usr/local/bin/bun /runtime/bun
# One file that starts at once. Names stay as they are, so that an error in the log names our functions; a source map would name our
# lines too, and cost two megabytes of the image.
RUN bun build --compile --minify-syntax --minify-whitespace --keep-names --define 'process.env.NODE_ENV="production"' \
      --no-compile-autoload-dotenv --no-compile-autoload-bunfig --compile-executable-path=/runtime/bun \
      src/main.ts --outfile /out/devussy-web
RUN mkdir -m 0700 /out/data

FROM gcr.io/distroless/base-debian13:nonroot
COPY --from=build /out/devussy-web /app/
COPY public /app/public
COPY --from=build --chown=65532:65532 /out/data /data
# Bun's fetch lets 256 requests run at once unless told otherwise, and further models' answers would wait in silence.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8000 DATA_DIR=/data BUN_CONFIG_MAX_HTTP_REQUESTS=10000
USER 65532:65532
WORKDIR /app
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=5s --timeout=4s --start-period=20s CMD ["/app/devussy-web", "health"]
ENTRYPOINT ["/app/devussy-web"]
# Last, so that another version of the same source is the same layers. An empty one is none.
ARG VERSION=0.1.0
ARG REVISION=unknown
ENV DEVUSSY_VERSION=${VERSION:-0.1.0}
LABEL org.opencontainers.image.title="devussy-web" \
      org.opencontainers.image.description="From a project idea to documents a coding agent can work from, streamed and kept." \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="$DEVUSSY_VERSION" \
      org.opencontainers.image.revision="$REVISION"
