// One exchange at a time over libcurl, which is opened when it is first used: so nothing but the library itself has to be there.
#ifndef NORDCASE_HTTP_H
#define NORDCASE_HTTP_H

#include <stddef.h>

// A set of connections. One exchange at a time may use it; `nordcase_http_wake` may be called from any thread.
typedef struct nordcase_http_connections nordcase_http_connections;

typedef struct {
  const char *_Nonnull method;
  const char *_Nonnull url;
  // Header lines, and how many.
  const char *_Nonnull const *_Nonnull headers;
  size_t header_count;
  const void *_Nullable body;
  size_t body_size;
  // Not 0: what is for this machine goes through no proxy.
  int direct;
} nordcase_http_request;

// What is told of the exchange, on the thread that carries it out. Each may end it at once by giving 0.
typedef struct {
  void *_Nonnull context;
  // A line of a head, with its end.
  int (*_Nonnull line)(void *_Nonnull context, const char *_Nonnull bytes, size_t count);
  // A piece of the body, unpacked.
  int (*_Nonnull piece)(void *_Nonnull context, const char *_Nonnull bytes, size_t count);
  // Whether it is still wanted; asked after each wake, and about once a second.
  int (*_Nonnull goes_on)(void *_Nonnull context);
} nordcase_http_reader;

// Null if there is no libcurl, or no memory.
nordcase_http_connections *_Nullable nordcase_http_open(void);
void nordcase_http_close(nordcase_http_connections *_Nonnull connections);

// Ends the waiting of an exchange that is under way, so that it asks whether it is still wanted.
void nordcase_http_wake(nordcase_http_connections *_Nonnull connections);

// Carries it out: 0 when the answer came whole, else libcurl's number of the failure, or -1 when nobody wanted it any more.
int nordcase_http_exchange(nordcase_http_connections *_Nonnull connections, const nordcase_http_request *_Nonnull request,
                           const nordcase_http_reader *_Nonnull reader);

#endif
