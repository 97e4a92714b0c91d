// The floor: a bare HTTP responder on libuv. It answers every POST on a kept connection with the same bytes, and knows
// of HTTP only where a request ends.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <uv.h>

static const char answer[] =
    "HTTP/1.1 200 OK\r\n"
    "Content-Type: application/graphql-response+json; charset=utf-8\r\n"
    "Content-Length: 31\r\n\r\n"
    "{\"data\":{\"__typename\":\"Query\"}}";

typedef struct {
    uv_tcp_t tcp;
    size_t held;
    char bytes[65536];
} client_t;

static void closed(uv_handle_t *handle) { free(handle->data); }

static void written(uv_write_t *request, int status) {
    (void)status;
    free(request);
}

static void reply(client_t *client) {
    uv_buf_t buffer = uv_buf_init((char *)answer, sizeof answer - 1);
    if (uv_try_write((uv_stream_t *)&client->tcp, &buffer, 1) == (int)buffer.len) return;
    uv_write(malloc(sizeof(uv_write_t)), (uv_stream_t *)&client->tcp, &buffer, 1, written);
}

static void room(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer) {
    (void)suggested;
    client_t *client = handle->data;
    *buffer = uv_buf_init(client->bytes + client->held, sizeof client->bytes - client->held);
}

// The bytes of the first whole request, or 0.
static size_t request_length(const char *bytes, size_t count) {
    const char *end = memmem(bytes, count, "\r\n\r\n", 4);
    if (!end) return 0;
    size_t head = (size_t)(end - bytes) + 4, body = 0;
    for (const char *line = bytes; line < end; line++) {
        if ((size_t)(end - line) > 15 && strncasecmp(line, "content-length:", 15) == 0)
            body = strtoul(line + 15, NULL, 10);
        line = memchr(line, '\n', (size_t)(end + 2 - line));
        if (!line) break;
    }
    return head + body <= count ? head + body : 0;
}

static void received(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer) {
    (void)buffer;
    client_t *client = stream->data;
    if (count < 0 || client->held + (size_t)count == sizeof client->bytes) {
        uv_close((uv_handle_t *)stream, closed);
        return;
    }
    client->held += (size_t)count;
    size_t start = 0, length;
    while ((length = request_length(client->bytes + start, client->held - start))) {
        reply(client);
        start += length;
    }
    client->held -= start;
    if (start) memmove(client->bytes, client->bytes + start, client->held);
}

static void connected(uv_stream_t *server, int status) {
    if (status < 0) return;
    client_t *client = calloc(1, sizeof *client);
    uv_tcp_init(server->loop, &client->tcp);
    client->tcp.data = client;
    uv_accept(server, (uv_stream_t *)&client->tcp);
    uv_tcp_nodelay(&client->tcp, 1);
    uv_read_start((uv_stream_t *)&client->tcp, room, received);
}

int main(int count, char **words) {
    struct sockaddr_in address;
    uv_tcp_t server;
    uv_tcp_init(uv_default_loop(), &server);
    uv_ip4_addr("127.0.0.1", count > 1 ? atoi(words[1]) : 0, &address);
    uv_tcp_bind(&server, (const struct sockaddr *)&address, 0);
    if (uv_listen((uv_stream_t *)&server, 1024, connected)) return 1;
    puts("ready");
    fflush(stdout);
    return uv_run(uv_default_loop(), UV_RUN_DEFAULT);
}
