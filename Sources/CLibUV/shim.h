#include <uv.h>
#include <sys/socket.h>

// glibc declares it for GNU sources only, which modules are not.
extern int accept4(int descriptor, struct sockaddr *address, socklen_t *length, int flags);
