/*
 * api - the routes of a node's HTTP API.
 *
 *	api_session.c   keys become tokens; api_guard.c asks for them
 *	api_node.c      who this node is; members, staff, standards, grants
 *	api_network.c   roots, policy, archives, warrants, credit marks
 *	api_case.c      cases: list, one case, its sealed files
 *	api_search.c    items by words; the catalogue
 *	api_licence.c   the licence library; api_licence_paper.c its documents
 *	api_case_words.c  cases by words
 *	api_case_draft.c  applications that are not handed in yet
 *	api_upload.c    large files on their way in
 *	api_needs.c     sealed objects that are missing here
 *	api_access.c    who looked into a person's files
 *	api_bundle.c    a case for an auditor; api_bundle_chunk.c its files
 *	api_act.c       acts: prepare, hand in, look up, proof
 *
 * Handlers run on the loop thread and get the daemon.  What a handler reads is
 * what has been stored durably.
 */
#ifndef NODE_API_H
#define NODE_API_H

#include <stddef.h>

#include "node/http.h"

extern const struct http_route api_routes[];
size_t api_route_count(void);

http_handler_fn api_session_challenge;
http_handler_fn api_session_open;
http_handler_fn api_session_show;
http_handler_fn api_session_close;
http_handler_fn api_network_roots;
http_handler_fn api_network_policy;
http_handler_fn api_network_archives;
http_handler_fn api_network_warrants;
http_handler_fn api_network_credit;
http_handler_fn api_case_draft_list;
http_handler_fn api_case_draft_save;
http_handler_fn api_case_draft_show;
http_handler_fn api_case_draft_replace;
http_handler_fn api_case_draft_drop;
http_handler_fn api_upload_start;
http_handler_fn api_upload_show;
http_handler_fn api_upload_put;
http_handler_fn api_upload_drop;
http_handler_fn api_needs;
http_handler_fn api_node_self;
http_handler_fn api_node_members;
http_handler_fn api_node_staff;
http_handler_fn api_node_standards;
http_handler_fn api_node_standard;
http_handler_fn api_node_grants;
http_handler_fn api_node_offices;
http_handler_fn api_search_items;
http_handler_fn api_search_import;
http_handler_fn api_case_list;
http_handler_fn api_case_words_list; /* of api_case_list() */
http_handler_fn api_case_show;
http_handler_fn api_case_file;
http_handler_fn api_access_person;
http_handler_fn api_slot_list;
http_handler_fn api_slot_bookings;
http_handler_fn api_licence_list;
http_handler_fn api_licence_show;
http_handler_fn api_licence_find;
http_handler_fn api_licence_leads;
http_handler_fn api_licence_paper_prepare;
http_handler_fn api_licence_paper_read;
http_handler_fn api_joint_merge;
http_handler_fn api_bundle_make;
http_handler_fn api_bundle_chunk;
http_handler_fn api_act_post;
http_handler_fn api_act_show;
http_handler_fn api_act_raw;
http_handler_fn api_act_proof;
http_handler_fn api_act_prepare;

#endif
