FROM oven/bun:1.4.5-slim AS build
WORKDIR /build
COPY package.json bun.lock bunfig.toml ./
RUN bun install --frozen-lockfile --production
COPY tsconfig.json ./
COPY src src
COPY views views
# One file that starts at once. The source map stays in it: an error in the log then names our lines.
RUN bun build --compile --minify --sourcemap --define 'process.env.NODE_ENV="production"' \
      --no-compile-autoload-dotenv --no-compile-autoload-bunfig src/main.ts --outfile /out/devussy-web
COPY public /out/public
RUN mkdir -m 0700 /out/data

FROM gcr.io/distroless/base-debian13:nonroot
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="devussy-web" \
      org.opencontainers.image.description="From a project idea to documents a coding agent can work from, streamed and kept." \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
COPY --from=build /out/devussy-web /app/
COPY --from=build /out/public /app/public
COPY --from=build --chown=65532:65532 /out/data /data
# Bun's fetch lets 256 requests run at once unless told otherwise, and further models' answers would wait in silence.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8000 DATA_DIR=/data BUN_CONFIG_MAX_HTTP_REQUESTS=10000
USER 65532:65532
WORKDIR /app
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=5s --timeout=4s --start-period=20s CMD ["/app/devussy-web", "health"]
ENTRYPOINT ["/app/devussy-web"]
