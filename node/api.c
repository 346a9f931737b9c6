#include "node/api.h"

#include <stdint.h>

#include "node/api_guard.h"
#include "node/daemon.h"
#include "schema/act.h"

const struct http_route api_routes[] = {
	{ HTTP_METHOD_POST, "/v1/session/challenge", api_session_challenge,
	    "a challenge for a key", 0, API_RIGHT_PUBLIC },
	{ HTTP_METHOD_POST, "/v1/session", api_session_open,
	    "a token for a key that signed its challenge", 0,
	    API_RIGHT_PUBLIC },
	{ HTTP_METHOD_GET, "/v1/session", api_session_show, "who am I?", 0,
	    API_RIGHT_SESSION },
	{ HTTP_METHOD_DELETE, "/v1/session", api_session_close, "log out", 0,
	    API_RIGHT_SESSION },
	{ HTTP_METHOD_GET, "/v1/node", api_node_self,
	    "this node: network, logs, peers, needs", 0, API_RIGHT_PUBLIC },
	{ HTTP_METHOD_GET, "/v1/needs", api_needs,
	    "sealed objects that are missing here", 0, API_RIGHT_SESSION },
	{ HTTP_METHOD_GET, "/v1/members", api_node_members, "all members", 0,
	    API_RIGHT_SESSION },
	{ HTTP_METHOD_GET, "/v1/roots", api_network_roots,
	    "who signs for the network", 0, API_RIGHT_SESSION },
	{ HTTP_METHOD_GET, "/v1/policy", api_network_policy,
	    "the network's policy", 0, API_RIGHT_SESSION },
	{ HTTP_METHOD_GET, "/v1/archives", api_network_archives,
	    "who keeps whose sealed objects", 0, API_RIGHT_SESSION },
	{ HTTP_METHOD_GET, "/v1/warrants", api_network_warrants,
	    "what auditors may open", 0, API_RIGHT_SESSION },
	{ HTTP_METHOD_GET, "/v1/staff", api_node_staff, "certified staff", 0,
	    API_RIGHT_SESSION },
	{ HTTP_METHOD_GET, "/v1/standards", api_node_standards,
	    "published standards and who adopted them", 0, API_RIGHT_SESSION },
	{ HTTP_METHOD_GET, "/v1/standards/{digest}", api_node_standard,
	    "one standard, whole", 0, API_RIGHT_SESSION },
	{ HTTP_METHOD_GET, "/v1/grants", api_node_grants, "all grants", 0,
	    API_RIGHT_SESSION },
	{ HTTP_METHOD_GET, "/v1/cases", api_case_list,
	    "cases, newest first; ?after=, ?limit=, ?duplicates=", 0,
	    API_RIGHT_CASES },
	{ HTTP_METHOD_GET, "/v1/cases/{number}", api_case_show,
	    "one case with its acts, clocks and custody", 0, API_RIGHT_CASES },
	{ HTTP_METHOD_GET, "/v1/cases/{number}/files/{id}", api_case_file,
	    "a sealed file of a case that this node takes part in", 0,
	    API_RIGHT_FILES },
	{ HTTP_METHOD_POST, "/v1/cases/{number}/bundle", api_bundle_make,
	    "one case for the holder of a warrant, without its files", 1024,
	    API_RIGHT_BUNDLE },
	{ HTTP_METHOD_GET, "/v1/cases/{number}/chunks/{digest}",
	    api_bundle_chunk, "its sealed files, a chunk each; ?index=", 0,
	    API_RIGHT_BUNDLE },
	{ HTTP_METHOD_POST, "/v1/access", api_access_person,
	    "openings of the files of a person's cases", 1024,
	    API_RIGHT_FILES },
	{ HTTP_METHOD_POST, "/v1/acts", api_act_post,
	    "hand in a signed act; answers once it is durable", ACT_BYTES_MAX,
	    API_RIGHT_SESSION },
	{ HTTP_METHOD_GET, "/v1/acts/{id}", api_act_show, "one act", 0,
	    API_RIGHT_CASES },
	{ HTTP_METHOD_GET, "/v1/acts/{id}/raw", api_act_raw,
	    "its canonical bytes", 0, API_RIGHT_CASES },
	{ HTTP_METHOD_GET, "/v1/acts/{id}/proof", api_act_proof,
	    "its receipt, a tlog-proof file", 0, API_RIGHT_CASES },
	{ HTTP_METHOD_POST, "/v1/prepare", api_act_prepare,
	    "prepare an act of a case for signing", SIZE_MAX, API_RIGHT_ACTS },
	{ HTTP_METHOD_GET, "/metrics", daemon_get_metrics, "Prometheus metrics",
	    0, API_RIGHT_OPERATOR },
};

size_t api_route_count(void)
{
	return sizeof(api_routes) / sizeof(api_routes[0]);
}
