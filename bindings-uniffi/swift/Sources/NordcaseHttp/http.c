#include "NordcaseHttp.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>

// libcurl's own numbers. They never change: it keeps its binary interface (libcurl.so.4) since 2006.
enum {
  GLOBAL_DEFAULT = 3,
  MESSAGE_DONE = 1,
  OPT_WRITEDATA = 10001,
  OPT_URL = 10002,
  OPT_POSTFIELDS = 10015,
  OPT_HTTPHEADER = 10023,
  OPT_HEADERDATA = 10029,
  OPT_CUSTOMREQUEST = 10036,
  OPT_POST = 47,
  OPT_FOLLOWLOCATION = 52,
  OPT_HTTPGET = 80,
  OPT_NOSIGNAL = 99,
  OPT_ACCEPT_ENCODING = 10102,
  OPT_NOPROXY = 10177,
  OPT_PROTOCOLS = 181,
  OPT_PATH_AS_IS = 234,
  OPT_SUPPRESS_CONNECT_HEADERS = 265,
  OPT_WRITEFUNCTION = 20011,
  OPT_HEADERFUNCTION = 20079,
  OPT_POSTFIELDSIZE_LARGE = 30120,
  HTTP_AND_HTTPS = 3,
};

typedef struct {
  int message;
  void *easy;
  union {
    void *whatever;
    int result;
  } data;
} message;

typedef size_t (*bytes_function)(char *, size_t, size_t, void *);

static struct {
  int (*global_init)(long);
  void *(*easy_init)(void);
  int (*easy_setopt)(void *, int, ...);
  void (*easy_cleanup)(void *);
  void *(*slist_append)(void *, const char *);
  void (*slist_free_all)(void *);
  void *(*multi_init)(void);
  int (*multi_cleanup)(void *);
  int (*multi_add_handle)(void *, void *);
  int (*multi_remove_handle)(void *, void *);
  int (*multi_perform)(void *, int *);
  int (*multi_poll)(void *, void *, unsigned, int, int *);
  int (*multi_wakeup)(void *);
  message *(*multi_info_read)(void *, int *);
  int is_there;
} curl;

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
  void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
  struct {
    const char *name;
    void *place;
  } functions[] = {
      {"curl_global_init", &curl.global_init},
      {"curl_easy_init", &curl.easy_init},
      {"curl_easy_setopt", &curl.easy_setopt},
      {"curl_easy_cleanup", &curl.easy_cleanup},
      {"curl_slist_append", &curl.slist_append},
      {"curl_slist_free_all", &curl.slist_free_all},
      {"curl_multi_init", &curl.multi_init},
      {"curl_multi_cleanup", &curl.multi_cleanup},
      {"curl_multi_add_handle", &curl.multi_add_handle},
      {"curl_multi_remove_handle", &curl.multi_remove_handle},
      {"curl_multi_perform", &curl.multi_perform},
      {"curl_multi_poll", &curl.multi_poll},
      {"curl_multi_wakeup", &curl.multi_wakeup},
      {"curl_multi_info_read", &curl.multi_info_read},
  };
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
    void *function = dlsym(library, functions[i].name);
    if (!function) return;
    *(void **)functions[i].place = function;
  }
  curl.is_there = curl.global_init(GLOBAL_DEFAULT) == 0;
}

struct nordcase_http_connections {
  void *multi;
};

nordcase_http_connections *nordcase_http_open(void) {
  pthread_once(&once, load);
  if (!curl.is_there) return NULL;
  nordcase_http_connections *connections = malloc(sizeof *connections);
  if (!connections) return NULL;
  connections->multi = curl.multi_init();
  if (connections->multi) return connections;
  free(connections);
  return NULL;
}

void nordcase_http_close(nordcase_http_connections *connections) {
  curl.multi_cleanup(connections->multi);
  free(connections);
}

void nordcase_http_wake(nordcase_http_connections *connections) { curl.multi_wakeup(connections->multi); }

// libcurl ends an exchange whose function takes another number of bytes than it was given.
static size_t line(char *bytes, size_t size, size_t count, void *reader) {
  const nordcase_http_reader *told = reader;
  return told->line(told->context, bytes, size * count) ? size * count : 0;
}

static size_t piece(char *bytes, size_t size, size_t count, void *reader) {
  const nordcase_http_reader *told = reader;
  return told->piece(told->context, bytes, size * count) ? size * count : 0;
}

// Sets what the request says; 0 if all of it could be set.
static int set(void *easy, const nordcase_http_request *request, const nordcase_http_reader *reader, void **headers) {
  int failed = 0;
  for (size_t i = 0; i < request->header_count; i++) {
    void *longer = curl.slist_append(*headers, request->headers[i]);
    if (!longer) return 1;
    *headers = longer;
  }
  failed |= curl.easy_setopt(easy, OPT_URL, request->url);
  failed |= curl.easy_setopt(easy, OPT_HTTPHEADER, *headers);
  failed |= curl.easy_setopt(easy, OPT_PROTOCOLS, (long)HTTP_AND_HTTPS);
  failed |= curl.easy_setopt(easy, OPT_FOLLOWLOCATION, 0L);
  failed |= curl.easy_setopt(easy, OPT_NOSIGNAL, 1L);
  failed |= curl.easy_setopt(easy, OPT_PATH_AS_IS, 1L);
  failed |= curl.easy_setopt(easy, OPT_SUPPRESS_CONNECT_HEADERS, 1L);
  // Asks for it, and unpacks it. What else may come packed is seen in the head, before anything is unpacked.
  failed |= curl.easy_setopt(easy, OPT_ACCEPT_ENCODING, "gzip");
  if (request->direct) failed |= curl.easy_setopt(easy, OPT_NOPROXY, "*");
  if (request->body) {
    failed |= curl.easy_setopt(easy, OPT_POST, 1L);
    failed |= curl.easy_setopt(easy, OPT_POSTFIELDSIZE_LARGE, (long long)request->body_size);
    failed |= curl.easy_setopt(easy, OPT_POSTFIELDS, request->body);
  } else {
    failed |= curl.easy_setopt(easy, OPT_HTTPGET, 1L);
  }
  failed |= curl.easy_setopt(easy, OPT_CUSTOMREQUEST, request->method);
  failed |= curl.easy_setopt(easy, OPT_HEADERFUNCTION, (bytes_function)line);
  failed |= curl.easy_setopt(easy, OPT_HEADERDATA, reader);
  failed |= curl.easy_setopt(easy, OPT_WRITEFUNCTION, (bytes_function)piece);
  failed |= curl.easy_setopt(easy, OPT_WRITEDATA, reader);
  return failed;
}

static int run(void *multi, const nordcase_http_reader *reader) {
  for (;;) {
    if (!reader->goes_on(reader->context)) return -1;
    int running = 0, left = 0;
    int failed = curl.multi_perform(multi, &running);
    for (message *said; (said = curl.multi_info_read(multi, &left));) {
      if (said->message == MESSAGE_DONE) return said->data.result;
    }
    if (!failed) failed = curl.multi_poll(multi, NULL, 0, 1000, NULL);
    // libcurl's CURLE_OUT_OF_MEMORY: nothing else fails here.
    if (failed) return 27;
  }
}

int nordcase_http_exchange(nordcase_http_connections *connections, const nordcase_http_request *request,
                           const nordcase_http_reader *reader) {
  void *easy = curl.easy_init(), *headers = NULL;
  int result = 27;
  if (easy && !set(easy, request, reader, &headers) && !curl.multi_add_handle(connections->multi, easy)) {
    result = run(connections->multi, reader);
    curl.multi_remove_handle(connections->multi, easy);
  }
  if (easy) curl.easy_cleanup(easy);
  curl.slist_free_all(headers);
  return result;
}
