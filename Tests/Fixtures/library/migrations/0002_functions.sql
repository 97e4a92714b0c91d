-- What members do, as functions of a role that nobody logs in as; and what is computed for readers.
do $$
begin
    if not exists (select from pg_roles where rolname = 'library_writer') then create role library_writer nologin; end if;
    if not exists (select from pg_roles where rolname = 'library_guest') then create role library_guest nologin; end if;
end
$$;
grant usage, create on schema stacks to library_writer;
grant library_guest to library_gateway;
grant usage on schema stacks to library_guest;
grant select, insert, update on stacks."Loan Items" to library_writer;
grant select on stacks.copies to library_writer;
create policy writer on stacks."Loan Items" to library_writer using (true) with check (true);
create policy writer on stacks.copies for select to library_writer using (true);
create sequence stacks.loan_ids start 1000;
create sequence stacks.attempts;
create sequence stacks.refusals;
grant usage on sequence stacks.loan_ids, stacks.attempts, stacks.refusals to library_writer;

create table stacks.jots (
    id bigint generated always as identity primary key,
    member integer not null,
    text text not null constraint secret_name_of_a_rule check (length(text) < 100),
    constraint secret_name_of_a_key unique (member, text)
);
alter table stacks.jots enable row level security, force row level security;
create policy own on stacks.jots for select to library_member
    using (member = (select nullif(current_setting('claims.member_number', true), '')::integer));
create policy writer on stacks.jots to library_writer using (true) with check (true);
grant select on stacks.jots to library_member;
grant select, insert on stacks.jots to library_writer;

create type stacks.remark as (line text, weight numeric);
create type stacks.borrow_input as (
    book stacks.isbn, copy smallint, due_on date, bindings stacks.binding[], extra jsonb, first_remark stacks.remark,
    remarks stacks.remark[], seal bytea);
create type stacks.borrow_payload as (loan_id bigint, message text, heaviest numeric, extra jsonb, bindings text[],
    seal bytea);
create function stacks.borrow(input stacks.borrow_input) returns stacks.borrow_payload
language plpgsql security definer set search_path = pg_catalog, stacks as $$
declare
    answer stacks.borrow_payload;
begin
    if not exists (select from copies c where c.book = input.book and c.number = input.copy) then
        raise exception 'There is no such copy.' using errcode = 'QL404', hint = 'Choose another one.',
            detail = jsonb_build_object('book', input.book)::text;
    end if;
    insert into "Loan Items" (id, member, book, copy, due_on, returned)
    values (nextval('loan_ids'), nullif(current_setting('claims.member_number'), '')::integer, input.book, input.copy, input.due_on, false)
    returning id into answer.loan_id;
    answer.message := concat_ws('; ', current_setting('role'), (input.first_remark).line, input.bindings[1]);
    answer.heaviest := (select max(r.weight) from unnest(input.remarks) r);
    answer.extra := input.extra;
    answer.seal := input.seal || '\x00';
    answer.bindings := input.bindings::text[];
    return answer;
end
$$;

create type stacks.give_back_payload as (loan_id bigint);
create function stacks.give_back(loan bigint, due_on date) returns stacks.give_back_payload
language plpgsql security definer set search_path = pg_catalog, stacks as $$
begin
    update "Loan Items" l set returned = true
    where l.id = loan and l.member = nullif(current_setting('claims.member_number'), '')::integer and not l.returned;
    if not found then
        raise exception 'This is not yours to give back.' using errcode = 'QL409';
    end if;
    return row(loan)::stacks.give_back_payload;
end
$$;

create type stacks.jot_payload as (jot_id bigint, text text, written_by integer);
create function stacks.jot(text text, delay double precision) returns stacks.jot_payload
language plpgsql security definer set search_path = pg_catalog, stacks as $$
declare
    answer stacks.jot_payload;
begin
    if jot.text = '' then return null; end if;
    insert into jots (member, text) values (nullif(current_setting('claims.member_number'), '')::integer, jot.text)
    returning jots.id, jots.text, jots.member into answer;
    if delay > 0 then perform pg_sleep(delay); end if;
    return answer;
end
$$;
create function stacks.refuse(code text, text text) returns boolean
language plpgsql security definer set search_path = pg_catalog, stacks as $$
begin
    insert into jots (member, text) values (nullif(current_setting('claims.member_number'), '')::integer, refuse.text);
    raise exception 'Not today.' using errcode = code, hint = 'Come tomorrow.', 
        detail = jsonb_build_object('opens', '08:00', 'call', nextval('refusals'))::text;
end
$$;
create function stacks.collide(times integer) returns bigint
language plpgsql security definer set search_path = pg_catalog, stacks as $$
declare
    -- Those who never lose do not count among the attempts of those who do.
    attempt bigint := nextval(case when times = 0 then 'refusals' else 'attempts' end);
begin
    if attempt % (times + 1) <> 0 then raise exception 'lost' using errcode = '40001'; end if;
    return attempt;
end
$$;

create type stacks.shelf_report as (shelf text, copies bigint, books bigint);
create function stacks.book_count() returns integer stable
begin atomic; select count(*)::integer from stacks."Books"; end;
create function stacks.shelf_report(shelf text) returns stacks.shelf_report stable
begin atomic;
    select row(c.shelf, count(*), count(distinct c.book))::stacks.shelf_report
    from stacks.copies c where c.shelf = shelf_report.shelf group by c.shelf;
end;
create function stacks.shelf_reports(at_least bigint) returns setof stacks.shelf_report stable
begin atomic;
    select c.shelf, count(*), count(distinct c.book) from stacks.copies c where c.shelf is not null
    group by c.shelf having count(*) >= at_least order by c.shelf;
end;
create function stacks.thickest(pages integer) returns setof stacks."Books" language sql stable as $$
    select b.* from stacks."Books" b where b.pages >= thickest.pages order by b.pages desc;
$$;
create function stacks.books_like(book stacks.isbn, at_most integer) returns setof stacks."Books" language sql stable as $$
    select b.* from stacks."Books" b join stacks."Books" o on o.isbn = book
    where b."Title" = o."Title" and b.isbn <> o.isbn order by b.isbn limit at_most;
$$;
create function stacks.price_with_tax(price numeric, pages integer) returns numeric immutable
begin atomic; select round(price * 1.23, 2); end;
create function stacks.copies_by_shelf(book text) returns setof stacks.shelf_report stable
begin atomic;
    select c.shelf, count(*), 1::bigint from stacks.copies c where c.book = copies_by_shelf.book and c.shelf is not null group by c.shelf
    order by c.shelf;
end;
create function stacks.my_open_loans() returns bigint stable
begin atomic;
    select count(*) from stacks."Loan Items" where not returned;
end;

alter function stacks.borrow owner to library_writer;
alter function stacks.give_back owner to library_writer;
alter function stacks.jot owner to library_writer;
alter function stacks.refuse owner to library_writer;
alter function stacks.collide owner to library_writer;
revoke create on schema stacks from library_writer;
revoke execute on all functions in schema stacks from public;
grant execute on function stacks.borrow, stacks.give_back, stacks.jot, stacks.refuse, stacks.collide,
    stacks.my_open_loans to library_member;
-- A guest may leave a note, and read nothing.
grant execute on function stacks.jot, stacks.book_count to library_guest;
grant execute on function stacks.books_like, stacks.price_with_tax, stacks.copies_by_shelf to library_reader, library_member;
grant execute on function stacks.book_count, stacks.shelf_report, stacks.shelf_reports, stacks.thickest
    to library_reader, library_member;
