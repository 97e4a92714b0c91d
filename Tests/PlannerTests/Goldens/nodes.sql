-- Query.nodes: step 0, lane point
SELECT t."id", t."full_name"
FROM "public"."clients" AS t
WHERE t."id" = ANY($1)

-- Query.nodes: step 1, lane point
SELECT t."id", t."subject", t."client_id"
FROM "public"."support_tickets" AS t
WHERE t."id" = ANY($1)

    -- Ticket.client: step 2, for the rows of step 1, lane point
    SELECT t."city", t."id"
    FROM "public"."clients" AS t
    WHERE t."id" = ANY($1)

-- costs 12
