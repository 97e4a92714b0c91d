-- Query.clients: step 0, lane point
SELECT t."id"
FROM "public"."clients" AS t
ORDER BY t."id"
LIMIT 3

    -- Client.tickets: step 1, for the rows of step 0, lane point
    SELECT r.*, k.ordinal
    FROM unnest($1) WITH ORDINALITY AS k(key1, ordinal)
    CROSS JOIN LATERAL (
    SELECT t."ticket_number"
    FROM "public"."support_tickets" AS t
    WHERE t."client_id" = k.key1
      AND (t."created_at", t."id") > ($2, $3)
    ORDER BY t."created_at", t."id"
    LIMIT 3
    ) AS r

-- costs 6
