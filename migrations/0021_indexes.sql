-- Behind the policy `own`: a client's clocks are found by the client.
create index support_sla_compliance_client on support_sla_compliance (client_id, ticket_id, kind, started_at);
