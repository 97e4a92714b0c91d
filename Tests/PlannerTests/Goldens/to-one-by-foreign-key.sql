-- Query.tickets: step 0, lane point
SELECT t."id"
FROM "public"."support_tickets" AS t
ORDER BY t."id"
LIMIT 3

    -- Ticket.sla: step 1, for the rows of step 0, lane point
    SELECT t."breached", t."ticket_id"
    FROM "public"."ticket_sla" AS t
    WHERE t."ticket_id" = ANY($1)

        -- TicketSla.clocks: step 2, for the rows of step 1, lane point
        SELECT r.*, k.ordinal
        FROM unnest($1) WITH ORDINALITY AS k(key1, ordinal)
        CROSS JOIN LATERAL (
        SELECT t."kind"
        FROM "public"."support_sla_compliance" AS t
        WHERE t."ticket_id" = k.key1
        ORDER BY t."id"
        LIMIT 501
        ) AS r

-- costs 104
