-- Query.ticketByNumber: step 0, lane point
SELECT t."id", t."ticket_number"
FROM "public"."support_tickets" AS t
WHERE t."ticket_number" = ANY($1)

    -- Ticket.tags: step 1, for the rows of step 0, lane point
    SELECT r.*, k.ordinal
    FROM unnest($1) WITH ORDINALITY AS k(key1, ordinal)
    CROSS JOIN LATERAL (
    SELECT t."id"
    FROM (SELECT b."ticket_id" AS between1, b."tag_id" AS between2 FROM "public"."ticket_tags" AS b) AS b
    JOIN "public"."tags" AS t ON t."id" = b.between2
    WHERE b.between1 = k.key1
    ORDER BY t."id"
    LIMIT 501
    ) AS r

        -- Tag.tickets: step 2, for the rows of step 1, lane analytic
        SELECT r.*, k.ordinal
        FROM unnest($1) WITH ORDINALITY AS k(key1, ordinal)
        CROSS JOIN LATERAL (
        SELECT sum(t."reopen_count")
        FROM (SELECT b."tag_id" AS between1, b."ticket_id" AS between2 FROM "public"."ticket_tags" AS b) AS b
        JOIN "public"."support_tickets" AS t ON t."id" = b.between2
        WHERE b.between1 = k.key1
        ) AS r

-- costs 551
