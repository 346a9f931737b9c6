/*
 * logic_lazy - operators of JsonLogic that decide which of their arguments are
 * evaluated, over what, and how often.
 */
#ifndef SCHEMA_LOGIC_LAZY_H
#define SCHEMA_LOGIC_LAZY_H

#include "schema/logic_ops.h"

logic_op_fn logic_lazy_if;
logic_op_fn logic_lazy_and;
logic_op_fn logic_lazy_or;
logic_op_fn logic_lazy_filter;
logic_op_fn logic_lazy_map;
logic_op_fn logic_lazy_reduce;
logic_op_fn logic_lazy_all;
logic_op_fn logic_lazy_none;
logic_op_fn logic_lazy_some;

#endif
