-- Query.viewer: step 0, lane point
SELECT t."full_name", t."tier"
FROM "public"."clients" AS t
WHERE t."id" = (SELECT nullif(current_setting('claims.sub', true), '')::"pg_catalog"."uuid")

-- costs 1
