-- Query.tickets: step 0, lane point
SELECT t."client_id", t."assigned_agent_id"
FROM "public"."support_tickets" AS t
ORDER BY t."id"
LIMIT 3

    -- Ticket.client: step 1, for the rows of step 0, lane point
    SELECT t."full_name", t."id"
    FROM "public"."clients" AS t
    WHERE t."id" = ANY($1)

    -- Ticket.assignedAgent: step 2, for the rows of step 0, lane point
    SELECT t."full_name", t."team_id", t."id"
    FROM "public"."support_agents" AS t
    WHERE t."id" = ANY($1)

        -- Agent.team: step 3, for the rows of step 2, lane point
        SELECT t."code", t."id"
        FROM "public"."teams" AS t
        WHERE t."id" = ANY($1)

-- costs 8
