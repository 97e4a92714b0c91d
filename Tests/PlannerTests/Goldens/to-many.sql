-- Query.clients: step 0, lane point
SELECT t."id"
FROM "public"."clients" AS t
ORDER BY t."id"
LIMIT 3

    -- Client.tickets: step 1, for the rows of step 0, lane point
    SELECT r.*, k.ordinal
    FROM unnest($1) WITH ORDINALITY AS k(key1, ordinal)
    CROSS JOIN LATERAL (
    SELECT t."ticket_number", t."id"
    FROM "public"."support_tickets" AS t
    WHERE t."client_id" = k.key1
    ORDER BY t."created_at" DESC, t."id" DESC
    LIMIT 4
    ) AS r

        -- Ticket.messages: step 2, for the rows of step 1, lane point
        SELECT r.*, k.ordinal
        FROM unnest($1) WITH ORDINALITY AS k(key1, ordinal)
        CROSS JOIN LATERAL (
        SELECT t."body"
        FROM "public"."ticket_messages" AS t
        WHERE t."ticket_id" = k.key1
        ORDER BY t."created_at" DESC, t."id" DESC
        LIMIT 6
        ) AS r

-- costs 38
