#include <libpq-fe.h>

// Before libpq 17 each Sync is written out by itself; from then on it waits for PQflush like everything else.
static inline int concierge_send_sync(PGconn *connection) {
#ifdef LIBPQ_HAS_SEND_PIPELINE_SYNC
    return PQsendPipelineSync(connection);
#else
    return PQpipelineSync(connection);
#endif
}
