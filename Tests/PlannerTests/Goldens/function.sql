-- Query.tickets: step 0, lane point
SELECT t."id"
FROM "public"."support_tickets" AS t
ORDER BY t."id"
LIMIT 2

    -- Ticket.routing: step 1, for the rows of step 0, lane point
    SELECT r.*, k.ordinal
    FROM unnest($1) WITH ORDINALITY AS k(key1, ordinal)
    CROSS JOIN LATERAL (
    SELECT t."rank", t."agent_id"
    FROM "public"."ticket_routing" AS t
    WHERE t."ticket_id" = k.key1
    ORDER BY t."ticket_id", t."rank"
    LIMIT 501
    ) AS r

        -- RoutingCandidate.agent: step 2, for the rows of step 1, lane point
        SELECT t."full_name", t."id"
        FROM "public"."support_agents" AS t
        WHERE t."id" = ANY($1)

-- costs 101
