CREATE FUNCTION public.engagement_clock_starts_anew() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    new.next_at := null;
    new.nudges := 0;
    return new;
end
$$;

CREATE FUNCTION public.history_is_append_only() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if tg_op = 'DELETE' and current_setting('brobygger.clearing_demo', true) = 'on' then
        return null;
    end if;
    raise exception 'history is append-only';
end
$$;

CREATE FUNCTION public.in_lines(words text[]) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN array_to_string(words, '
'::text);

CREATE FUNCTION public.outbox_wakes_the_relay() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform pg_notify('outbox', '');
    return null;
end
$$;

CREATE FUNCTION public.referral_clock_starts_anew() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    new.wakes_at := null;
    new.moves_on_at := null;
    new.late_since := null;
    return new;
end
$$;

CREATE FUNCTION public.routing_has_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform pg_notify('routing', '');
    return null;
end
$$;

CREATE TABLE public.absence (
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    substitute_id uuid,
    reported_by uuid,
    reported_at timestamp with time zone NOT NULL,
    cancelled_at timestamp with time zone,
    begun_at timestamp with time zone,
    ended_at timestamp with time zone,
    CONSTRAINT absence_check CHECK ((ends_on >= starts_on)),
    CONSTRAINT absence_check1 CHECK ((substitute_id <> person_id)),
    CONSTRAINT absence_check2 CHECK (((ended_at IS NULL) OR (begun_at IS NOT NULL)))
);

CREATE TABLE public.absence_referral (
    absence_id uuid NOT NULL,
    referral_id uuid NOT NULL,
    given_to uuid NOT NULL,
    given_at timestamp with time zone NOT NULL
);

CREATE TABLE public.agreement_signature (
    engagement_id uuid NOT NULL,
    person_id uuid NOT NULL,
    for_organisation boolean NOT NULL,
    signed_at timestamp with time zone NOT NULL,
    recorded_by uuid
);

CREATE TABLE public.announcement (
    id uuid NOT NULL,
    text_nb text NOT NULL,
    text_nn text NOT NULL,
    text_en text NOT NULL,
    shown_from timestamp with time zone NOT NULL,
    shown_until timestamp with time zone NOT NULL,
    written_by uuid NOT NULL,
    written_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT announcement_check CHECK ((shown_until > shown_from)),
    CONSTRAINT announcement_text_en_check CHECK (((length(text_en) >= 1) AND (length(text_en) <= 300))),
    CONSTRAINT announcement_text_nb_check CHECK (((length(text_nb) >= 1) AND (length(text_nb) <= 300))),
    CONSTRAINT announcement_text_nn_check CHECK (((length(text_nn) >= 1) AND (length(text_nn) <= 300)))
);

CREATE TABLE public.answer_link (
    id uuid NOT NULL,
    token_hash bytea NOT NULL,
    referral_id uuid NOT NULL,
    person_id uuid NOT NULL,
    answer text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT answer_link_answer_check CHECK ((answer = ANY (ARRAY['accept'::text, 'pass_on'::text, 'decline'::text]))),
    CONSTRAINT answer_link_check CHECK ((expires_at > created_at)),
    CONSTRAINT answer_link_token_hash_check CHECK ((length(token_hash) = 32))
);

CREATE TABLE public.api_token (
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    name text NOT NULL,
    prefix text NOT NULL,
    token_hash bytea NOT NULL,
    scopes text[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    CONSTRAINT api_token_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
    CONSTRAINT api_token_prefix_check CHECK (((length(prefix) >= 8) AND (length(prefix) <= 20))),
    CONSTRAINT api_token_scopes_check CHECK (((cardinality(scopes) >= 1) AND (cardinality(scopes) <= 50))),
    CONSTRAINT api_token_token_hash_check CHECK ((length(token_hash) = 32))
);

CREATE TABLE public.appointment (
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    role text NOT NULL,
    unit_id uuid,
    is_first boolean DEFAULT false NOT NULL,
    since timestamp with time zone NOT NULL,
    until timestamp with time zone,
    CONSTRAINT appointment_check CHECK ((until > since)),
    CONSTRAINT appointment_role_check CHECK ((role = ANY (ARRAY['student'::text, 'teacher'::text, 'contact'::text, 'editor'::text, 'head'::text, 'desk'::text, 'partnership'::text, 'admin'::text]))),
    CONSTRAINT appointment_unit_check CHECK ((((role = ANY (ARRAY['contact'::text, 'teacher'::text, 'editor'::text, 'head'::text])) = (unit_id IS NOT NULL)) OR (role = ANY (ARRAY['student'::text, 'desk'::text]))))
);

CREATE TABLE public.attachment (
    id uuid NOT NULL,
    problem_id uuid NOT NULL,
    message_id uuid,
    from_company boolean NOT NULL,
    author_id uuid,
    author_name text NOT NULL,
    name text NOT NULL,
    media_type text NOT NULL,
    size integer NOT NULL,
    sha256 bytea NOT NULL,
    key text NOT NULL,
    confidential boolean DEFAULT false NOT NULL,
    received_at timestamp with time zone NOT NULL,
    stored_at timestamp with time zone,
    CONSTRAINT attachment_check CHECK ((from_company OR (NOT confidential))),
    CONSTRAINT attachment_key_check CHECK ((key ~ '^[0-9a-f]{2}/[0-9a-f]{32}$'::text)),
    CONSTRAINT attachment_media_type_check CHECK (((length(media_type) >= 3) AND (length(media_type) <= 100))),
    CONSTRAINT attachment_name_check CHECK ((((length(name) >= 1) AND (length(name) <= 150)) AND (name !~ '[/\\[:cntrl:]]'::text))),
    CONSTRAINT attachment_sha256_check CHECK ((length(sha256) = 32)),
    CONSTRAINT attachment_size_check CHECK (((size >= 1) AND (size <= 20971520)))
);

CREATE TABLE public.attachment_part (
    attachment_id uuid NOT NULL,
    number integer NOT NULL,
    bytes bytea NOT NULL,
    CONSTRAINT attachment_part_bytes_check CHECK (((length(bytes) >= 1) AND (length(bytes) <= 1048576))),
    CONSTRAINT attachment_part_number_check CHECK (((number >= 0) AND (number <= 99)))
);

CREATE TABLE public.capacity (
    id uuid NOT NULL,
    unit_id uuid NOT NULL,
    term text NOT NULL,
    form_code text NOT NULL,
    supervisor_id uuid,
    places integer NOT NULL,
    said_by uuid,
    said_at timestamp with time zone NOT NULL,
    CONSTRAINT capacity_places_check CHECK (((places >= 0) AND (places <= 1000))),
    CONSTRAINT capacity_term_check CHECK ((term ~ '^20[0-9]{2}-(spring|autumn)$'::text))
);

CREATE TABLE public.claim (
    id uuid NOT NULL,
    engagement_id uuid NOT NULL,
    status text NOT NULL,
    lead_id uuid NOT NULL,
    motivation text NOT NULL,
    rank integer,
    place integer,
    reason text,
    created_at timestamp with time zone NOT NULL,
    offered_at timestamp with time zone,
    decided_at timestamp with time zone,
    CONSTRAINT claim_check CHECK (((status = 'accepted'::text) = (place IS NOT NULL))),
    CONSTRAINT claim_check1 CHECK (((status <> 'offered'::text) OR (offered_at IS NOT NULL))),
    CONSTRAINT claim_motivation_check CHECK (((length(motivation) >= 1) AND (length(motivation) <= 4000))),
    CONSTRAINT claim_place_check CHECK ((place >= 1)),
    CONSTRAINT claim_rank_check CHECK (((rank >= 1) AND (rank <= 20))),
    CONSTRAINT claim_reason_check CHECK ((length(reason) <= 2000)),
    CONSTRAINT claim_status_check CHECK ((status = ANY (ARRAY['submitted'::text, 'offered'::text, 'accepted'::text, 'declined'::text, 'withdrawn'::text])))
);

CREATE TABLE public.claim_member (
    claim_id uuid NOT NULL,
    engagement_id uuid NOT NULL,
    person_id uuid NOT NULL,
    active boolean DEFAULT true NOT NULL
);

CREATE TABLE public.closed_period (
    institution_id uuid NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    name text NOT NULL,
    CONSTRAINT closed_period_check CHECK ((ends_on >= starts_on))
);

CREATE TABLE public.concept (
    id uuid NOT NULL,
    source_code text NOT NULL,
    external_id text,
    labels_nb text[] DEFAULT '{}'::text[] NOT NULL,
    labels_nn text[] DEFAULT '{}'::text[] NOT NULL,
    labels_en text[] DEFAULT '{}'::text[] NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    retired_at timestamp with time zone,
    name text GENERATED ALWAYS AS (lower(COALESCE(labels_nb[1], labels_nn[1], labels_en[1]))) STORED NOT NULL,
    said text GENERATED ALWAYS AS (lower(public.in_lines(((labels_nb || labels_nn) || labels_en)))) STORED NOT NULL,
    CONSTRAINT concept_check CHECK ((cardinality(((labels_nb || labels_nn) || labels_en)) > 0)),
    CONSTRAINT concept_external_id_check CHECK (((length(external_id) >= 1) AND (length(external_id) <= 300))),
    CONSTRAINT concept_labels_en_check CHECK ((cardinality(labels_en) <= 200)),
    CONSTRAINT concept_labels_nb_check CHECK ((cardinality(labels_nb) <= 200)),
    CONSTRAINT concept_labels_nn_check CHECK ((cardinality(labels_nn) <= 200)),
    CONSTRAINT concept_note_check CHECK ((length(note) <= 4000))
);

CREATE TABLE public.concept_link (
    concept_id uuid NOT NULL,
    other_id uuid NOT NULL,
    kind text NOT NULL,
    CONSTRAINT concept_link_check CHECK ((other_id <> concept_id)),
    CONSTRAINT concept_link_kind_check CHECK ((kind = ANY (ARRAY['broader'::text, 'related'::text, 'same'::text])))
);

CREATE TABLE public.concern (
    id uuid NOT NULL,
    problem_id uuid NOT NULL,
    engagement_id uuid,
    text text NOT NULL,
    reporter_id uuid,
    reporter_name text DEFAULT ''::text NOT NULL,
    reporter_email text,
    language text NOT NULL,
    status text NOT NULL,
    reported_at timestamp with time zone NOT NULL,
    resolution text,
    resolved_by uuid,
    resolved_name text,
    resolved_at timestamp with time zone,
    CONSTRAINT concern_check CHECK (((status = 'resolved'::text) = ((resolution IS NOT NULL) AND (resolved_at IS NOT NULL)))),
    CONSTRAINT concern_language_check CHECK ((language = ANY (ARRAY['nb'::text, 'nn'::text, 'en'::text]))),
    CONSTRAINT concern_reporter_email_check CHECK (((length(reporter_email) >= 3) AND (length(reporter_email) <= 508))),
    CONSTRAINT concern_reporter_name_check CHECK ((length(reporter_name) <= 200)),
    CONSTRAINT concern_resolution_check CHECK (((length(resolution) >= 1) AND (length(resolution) <= 4000))),
    CONSTRAINT concern_status_check CHECK ((status = ANY (ARRAY['reported'::text, 'resolved'::text]))),
    CONSTRAINT concern_text_check CHECK (((length(text) >= 1) AND (length(text) <= 4000)))
);

CREATE TABLE public.domain_clock (
    only_row boolean DEFAULT true NOT NULL,
    now timestamp with time zone NOT NULL,
    CONSTRAINT domain_clock_only_row_check CHECK (only_row)
);

CREATE TABLE public.draft (
    id uuid NOT NULL,
    key_hash bytea NOT NULL,
    person_id uuid,
    typed jsonb DEFAULT '{}'::jsonb NOT NULL,
    step text NOT NULL,
    mailed_to text,
    mailed_at timestamp with time zone,
    mails integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT draft_key_hash_check CHECK ((length(key_hash) = 32)),
    CONSTRAINT draft_mailed_to_check CHECK ((length(mailed_to) <= 254)),
    CONSTRAINT draft_mails_check CHECK ((mails >= 0)),
    CONSTRAINT draft_step_check CHECK (((length(step) >= 1) AND (length(step) <= 40))),
    CONSTRAINT draft_typed_check CHECK ((jsonb_typeof(typed) = 'object'::text))
);

CREATE TABLE public.engagement (
    id uuid NOT NULL,
    reference text NOT NULL,
    problem_id uuid NOT NULL,
    referral_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    form_code text NOT NULL,
    supervisor_id uuid NOT NULL,
    status text NOT NULL,
    title text NOT NULL,
    summary text NOT NULL,
    language text NOT NULL,
    level text,
    course_code text,
    credits numeric(4,1) NOT NULL,
    term text NOT NULL,
    groups integer NOT NULL,
    group_size integer NOT NULL,
    relevance_work_life text NOT NULL,
    relevance_study text NOT NULL,
    place text[] DEFAULT '{}'::text[] NOT NULL,
    demo boolean DEFAULT false NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    outcome text,
    outcome_summary text,
    hours integer,
    ending_reason text,
    words tsvector GENERATED ALWAYS AS ((((setweight(to_tsvector('norwegian'::regconfig, title), 'A'::"char") || setweight(to_tsvector('english'::regconfig, title), 'A'::"char")) || setweight(to_tsvector('norwegian'::regconfig, summary), 'C'::"char")) || setweight(to_tsvector('english'::regconfig, summary), 'C'::"char"))) STORED,
    next_at timestamp with time zone,
    nudges integer DEFAULT 0 NOT NULL,
    answers jsonb DEFAULT '[]'::jsonb NOT NULL,
    CONSTRAINT engagement_check CHECK (((status = ANY (ARRAY['completed'::text, 'cancelled'::text])) = (ended_at IS NOT NULL))),
    CONSTRAINT engagement_check1 CHECK (((status <> 'running'::text) OR (started_at IS NOT NULL))),
    CONSTRAINT engagement_check2 CHECK (((status <> 'completed'::text) OR ((outcome IS NOT NULL) AND (started_at IS NOT NULL)))),
    CONSTRAINT engagement_check3 CHECK (((status <> 'cancelled'::text) OR (ending_reason IS NOT NULL))),
    CONSTRAINT engagement_course_code_check CHECK (((length(course_code) >= 1) AND (length(course_code) <= 20))),
    CONSTRAINT engagement_credits_check CHECK (((credits > (0)::numeric) AND (credits <= (120)::numeric))),
    CONSTRAINT engagement_ending_reason_check CHECK ((length(ending_reason) <= 2000)),
    CONSTRAINT engagement_group_size_check CHECK (((group_size >= 1) AND (group_size <= 60))),
    CONSTRAINT engagement_groups_check CHECK (((groups >= 1) AND (groups <= 200))),
    CONSTRAINT engagement_hours_check CHECK (((hours >= 0) AND (hours <= 100000))),
    CONSTRAINT engagement_language_check CHECK ((language = ANY (ARRAY['nb'::text, 'nn'::text, 'en'::text]))),
    CONSTRAINT engagement_level_check CHECK ((level = ANY (ARRAY['bachelor'::text, 'master'::text, 'phd'::text]))),
    CONSTRAINT engagement_nudges_check CHECK ((nudges >= 0)),
    CONSTRAINT engagement_outcome_check CHECK (((length(outcome) >= 1) AND (length(outcome) <= 80))),
    CONSTRAINT engagement_outcome_summary_check CHECK ((length(outcome_summary) <= 8000)),
    CONSTRAINT engagement_reference_check CHECK ((reference ~ '^E-[0-9A-HJKMNP-TV-Z]{6}$'::text)),
    CONSTRAINT engagement_relevance_study_check CHECK (((length(relevance_study) >= 1) AND (length(relevance_study) <= 2000))),
    CONSTRAINT engagement_relevance_work_life_check CHECK (((length(relevance_work_life) >= 1) AND (length(relevance_work_life) <= 2000))),
    CONSTRAINT engagement_status_check CHECK ((status = ANY (ARRAY['open'::text, 'running'::text, 'completed'::text, 'cancelled'::text]))),
    CONSTRAINT engagement_summary_check CHECK (((length(summary) >= 1) AND (length(summary) <= 20000))),
    CONSTRAINT engagement_term_check CHECK ((term ~ '^20[0-9]{2}-(spring|autumn)$'::text)),
    CONSTRAINT engagement_title_check CHECK (((length(title) >= 1) AND (length(title) <= 200)))
);

CREATE TABLE public.example (
    id uuid NOT NULL,
    unit_id uuid NOT NULL,
    language text NOT NULL,
    text text NOT NULL,
    "position" integer NOT NULL,
    CONSTRAINT example_language_check CHECK ((language = ANY (ARRAY['nb'::text, 'nn'::text, 'en'::text]))),
    CONSTRAINT example_text_check CHECK (((length(text) >= 10) AND (length(text) <= 2000)))
);

CREATE TABLE public.flag (
    id uuid NOT NULL,
    problem_id uuid NOT NULL,
    referral_id uuid NOT NULL,
    kind text NOT NULL,
    status text NOT NULL,
    note text NOT NULL,
    raised_by uuid,
    raised_name text NOT NULL,
    raised_at timestamp with time zone NOT NULL,
    asked_unit_id uuid,
    opinion text,
    goes_ahead text,
    opinion_by uuid,
    opinion_name text,
    opinion_at timestamp with time zone,
    resolution text,
    resolved_by uuid,
    resolved_name text,
    resolved_at timestamp with time zone,
    CONSTRAINT flag_check CHECK ((((opinion IS NULL) = (goes_ahead IS NULL)) AND ((opinion IS NULL) = (opinion_at IS NULL)))),
    CONSTRAINT flag_check1 CHECK (((status = 'resolved'::text) = ((resolution IS NOT NULL) AND (resolved_at IS NOT NULL)))),
    CONSTRAINT flag_check2 CHECK (((status <> 'asked'::text) OR (asked_unit_id IS NOT NULL))),
    CONSTRAINT flag_check3 CHECK (((status <> 'advised'::text) OR (opinion IS NOT NULL))),
    CONSTRAINT flag_goes_ahead_check CHECK ((goes_ahead = ANY (ARRAY['yes'::text, 'with_conditions'::text, 'no'::text]))),
    CONSTRAINT flag_kind_check CHECK ((kind = ANY (ARRAY['ethics'::text, 'dual_use'::text, 'personal_data'::text, 'societal_interest'::text]))),
    CONSTRAINT flag_note_check CHECK (((length(note) >= 1) AND (length(note) <= 4000))),
    CONSTRAINT flag_opinion_check CHECK (((length(opinion) >= 1) AND (length(opinion) <= 4000))),
    CONSTRAINT flag_resolution_check CHECK (((length(resolution) >= 1) AND (length(resolution) <= 2000))),
    CONSTRAINT flag_status_check CHECK ((status = ANY (ARRAY['raised'::text, 'asked'::text, 'advised'::text, 'resolved'::text])))
);

CREATE TABLE public.follow_up (
    id uuid NOT NULL,
    engagement_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    kind text NOT NULL,
    status text DEFAULT 'due'::text NOT NULL,
    due_on date NOT NULL,
    notified_at timestamp with time zone,
    completed_at timestamp with time zone,
    completed_by uuid,
    outcome text,
    note text,
    next_step text,
    CONSTRAINT follow_up_check CHECK (((status = 'done'::text) = ((completed_at IS NOT NULL) AND (outcome IS NOT NULL)))),
    CONSTRAINT follow_up_kind_check CHECK ((kind = ANY (ARRAY['at_completion'::text, 'after_3_months'::text, 'after_12_months'::text]))),
    CONSTRAINT follow_up_next_step_check CHECK ((length(next_step) <= 1000)),
    CONSTRAINT follow_up_note_check CHECK ((length(note) <= 4000)),
    CONSTRAINT follow_up_outcome_check CHECK (((length(outcome) >= 1) AND (length(outcome) <= 80))),
    CONSTRAINT follow_up_status_check CHECK ((status = ANY (ARRAY['due'::text, 'done'::text])))
);

CREATE TABLE public.form_of_use (
    code text NOT NULL,
    kind text NOT NULL,
    name_nb text NOT NULL,
    name_nn text NOT NULL,
    name_en text NOT NULL,
    about_nb text NOT NULL,
    about_nn text NOT NULL,
    about_en text NOT NULL,
    level text,
    credits numeric(4,1),
    group_size integer DEFAULT 1 NOT NULL,
    starts_in text[] NOT NULL,
    spring_deadline text,
    autumn_deadline text,
    "position" integer NOT NULL,
    CONSTRAINT form_of_use_autumn_deadline_check CHECK ((autumn_deadline ~ '^[01][0-9]-[0-3][0-9]$'::text)),
    CONSTRAINT form_of_use_code_check CHECK ((code ~ '^[a-z_]{2,40}$'::text)),
    CONSTRAINT form_of_use_credits_check CHECK (((credits >= (0)::numeric) AND (credits <= (120)::numeric))),
    CONSTRAINT form_of_use_group_size_check CHECK (((group_size >= 1) AND (group_size <= 60))),
    CONSTRAINT form_of_use_kind_check CHECK ((kind = ANY (ARRAY['thesis'::text, 'project'::text, 'course'::text]))),
    CONSTRAINT form_of_use_level_check CHECK ((level = ANY (ARRAY['bachelor'::text, 'master'::text, 'phd'::text]))),
    CONSTRAINT form_of_use_spring_deadline_check CHECK ((spring_deadline ~ '^[01][0-9]-[0-3][0-9]$'::text)),
    CONSTRAINT form_of_use_starts_in_check CHECK ((starts_in <@ ARRAY['spring'::text, 'autumn'::text]))
);

CREATE TABLE public.full_term (
    unit_id uuid NOT NULL,
    term text NOT NULL,
    declared_by uuid,
    declared_at timestamp with time zone NOT NULL,
    CONSTRAINT full_term_term_check CHECK ((term ~ '^20[0-9]{2}-(spring|autumn)$'::text))
);

CREATE TABLE public.history (
    id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    actor_id uuid,
    actor_name text NOT NULL,
    verb text NOT NULL,
    subject_id uuid NOT NULL,
    problem_id uuid,
    engagement_id uuid,
    organisation_id uuid,
    unit_id uuid,
    reason text NOT NULL,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT history_verb_check CHECK ((verb ~ '^[a-z_]+\.[a-z_]+$'::text))
);

CREATE TABLE public.idempotency (
    key text NOT NULL,
    caller text NOT NULL,
    fingerprint bytea NOT NULL,
    status integer NOT NULL,
    body bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT idempotency_fingerprint_check CHECK ((length(fingerprint) = 32)),
    CONSTRAINT idempotency_key_check CHECK (((length(key) >= 1) AND (length(key) <= 255)))
);

CREATE TABLE public.inbound_mail (
    id uuid NOT NULL,
    mail_id uuid NOT NULL,
    message_id text NOT NULL,
    received_at timestamp with time zone NOT NULL,
    CONSTRAINT inbound_mail_message_id_check CHECK (((length(message_id) >= 1) AND (length(message_id) <= 500)))
);

CREATE TABLE public.institution (
    id uuid NOT NULL,
    code text NOT NULL,
    name_nb text NOT NULL,
    name_nn text NOT NULL,
    name_en text NOT NULL,
    abbreviation text NOT NULL,
    org_number text,
    mark text DEFAULT ''::text NOT NULL,
    main_colour text NOT NULL,
    accent_colour text NOT NULL,
    languages text[] NOT NULL,
    time_zone text NOT NULL,
    country text NOT NULL,
    reply_days integer NOT NULL,
    decision_days integer NOT NULL,
    desk_vouches_first boolean DEFAULT false NOT NULL,
    CONSTRAINT institution_accent_colour_check CHECK ((accent_colour ~ '^#[0-9a-f]{6}$'::text)),
    CONSTRAINT institution_check CHECK (((decision_days >= reply_days) AND (decision_days <= 90))),
    CONSTRAINT institution_code_check CHECK ((code ~ '^[a-z0-9-]{2,20}$'::text)),
    CONSTRAINT institution_country_check CHECK ((country ~ '^[A-Z]{2}$'::text)),
    CONSTRAINT institution_languages_check CHECK (((cardinality(languages) >= 1) AND (cardinality(languages) <= 10))),
    CONSTRAINT institution_main_colour_check CHECK ((main_colour ~ '^#[0-9a-f]{6}$'::text)),
    CONSTRAINT institution_org_number_check CHECK ((org_number ~ '^[0-9]{9}$'::text)),
    CONSTRAINT institution_reply_days_check CHECK (((reply_days >= 1) AND (reply_days <= 30)))
);

CREATE TABLE public.invitation (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    email text NOT NULL,
    role text NOT NULL,
    token_hash bytea NOT NULL,
    invited_by uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    accepted_at timestamp with time zone,
    withdrawn_at timestamp with time zone,
    CONSTRAINT invitation_check CHECK (((accepted_at IS NULL) OR (withdrawn_at IS NULL))),
    CONSTRAINT invitation_email_check CHECK ((email = lower(email))),
    CONSTRAINT invitation_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'member'::text]))),
    CONSTRAINT invitation_token_hash_check CHECK ((length(token_hash) = 32))
);

CREATE TABLE public.mail (
    id uuid NOT NULL,
    occasion text NOT NULL,
    fact_id bigint,
    recipient text NOT NULL,
    subject text NOT NULL,
    text text NOT NULL,
    language text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    problem_id uuid,
    referral_id uuid,
    in_reply_to text,
    CONSTRAINT mail_in_reply_to_check CHECK (((length(in_reply_to) >= 1) AND (length(in_reply_to) <= 500))),
    CONSTRAINT mail_language_check CHECK ((language = ANY (ARRAY['nb'::text, 'nn'::text, 'en'::text]))),
    CONSTRAINT mail_occasion_check CHECK ((occasion ~ '^[a-z_]+$'::text)),
    CONSTRAINT mail_recipient_check CHECK ((recipient = lower(recipient))),
    CONSTRAINT mail_subject_check CHECK ((((length(subject) >= 1) AND (length(subject) <= 300)) AND (subject !~ '[\r\n]'::text)))
);

CREATE TABLE public.mail_code (
    id uuid NOT NULL,
    purpose text NOT NULL,
    email text NOT NULL,
    subject_id uuid,
    code_hash bytea NOT NULL,
    tries_left integer DEFAULT 5 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT mail_code_code_hash_check CHECK ((length(code_hash) = 32)),
    CONSTRAINT mail_code_email_check CHECK ((email = lower(email))),
    CONSTRAINT mail_code_purpose_check CHECK ((purpose = ANY (ARRAY['sign_in'::text, 'confirm_problem'::text, 'renew_link'::text]))),
    CONSTRAINT mail_code_tries_left_check CHECK ((tries_left >= 0))
);

CREATE TABLE public.membership (
    organisation_id uuid NOT NULL,
    person_id uuid NOT NULL,
    since timestamp with time zone NOT NULL,
    until timestamp with time zone,
    role text DEFAULT 'member'::text NOT NULL,
    CONSTRAINT membership_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'member'::text])))
);

CREATE TABLE public.message (
    id uuid NOT NULL,
    problem_id uuid NOT NULL,
    referral_id uuid,
    kind text NOT NULL,
    author_id uuid,
    author_name text NOT NULL,
    body text NOT NULL,
    sent_at timestamp with time zone NOT NULL,
    from_company boolean,
    mail_id text,
    CONSTRAINT message_body_check CHECK (((length(body) >= 1) AND (length(body) <= 8000))),
    CONSTRAINT message_kind_check CHECK ((kind = ANY (ARRAY['question'::text, 'answer'::text, 'message'::text]))),
    CONSTRAINT message_mail_id_check CHECK (((length(mail_id) >= 1) AND (length(mail_id) <= 500))),
    CONSTRAINT message_says_its_side CHECK (((kind <> 'message'::text) OR (from_company IS NOT NULL)))
);

CREATE TABLE public.need (
    id uuid NOT NULL,
    unit_id uuid NOT NULL,
    owner_id uuid NOT NULL,
    status text DEFAULT 'open'::text NOT NULL,
    title text NOT NULL,
    description text NOT NULL,
    language text NOT NULL,
    kind text,
    course_code text,
    term text,
    groups integer,
    version integer DEFAULT 1 NOT NULL,
    published_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    closing_reason text,
    CONSTRAINT need_check CHECK (((status = 'closed'::text) = (closed_at IS NOT NULL))),
    CONSTRAINT need_closing_reason_check CHECK ((length(closing_reason) <= 500)),
    CONSTRAINT need_course_code_check CHECK (((length(course_code) >= 1) AND (length(course_code) <= 20))),
    CONSTRAINT need_description_check CHECK (((length(description) >= 1) AND (length(description) <= 4000))),
    CONSTRAINT need_groups_check CHECK (((groups >= 1) AND (groups <= 200))),
    CONSTRAINT need_kind_check CHECK ((kind = ANY (ARRAY['thesis'::text, 'project'::text, 'course'::text]))),
    CONSTRAINT need_language_check CHECK ((language = ANY (ARRAY['nb'::text, 'nn'::text, 'en'::text]))),
    CONSTRAINT need_status_check CHECK ((status = ANY (ARRAY['open'::text, 'closed'::text]))),
    CONSTRAINT need_term_check CHECK ((term ~ '^20[0-9]{2}-(spring|autumn)$'::text)),
    CONSTRAINT need_title_check CHECK (((length(title) >= 1) AND (length(title) <= 200)))
);

CREATE TABLE public.need_match (
    need_id uuid NOT NULL,
    problem_id uuid NOT NULL,
    score double precision NOT NULL,
    words text[] DEFAULT '{}'::text[] NOT NULL,
    found_at timestamp with time zone NOT NULL,
    told_at timestamp with time zone,
    CONSTRAINT need_match_score_check CHECK (((score >= (0)::double precision) AND (score <= (1)::double precision)))
);

CREATE TABLE public.note (
    id uuid NOT NULL,
    problem_id uuid NOT NULL,
    referral_id uuid NOT NULL,
    unit_id uuid,
    author_id uuid NOT NULL,
    author_name text NOT NULL,
    body text NOT NULL,
    written_at timestamp with time zone NOT NULL,
    CONSTRAINT note_body_check CHECK (((length(body) >= 1) AND (length(body) <= 4000)))
);

CREATE TABLE public.organisation (
    id uuid NOT NULL,
    name text NOT NULL,
    org_number text,
    country text DEFAULT 'NO'::text NOT NULL,
    kind text DEFAULT 'company'::text NOT NULL,
    language text DEFAULT 'nb'::text NOT NULL,
    demo boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone NOT NULL,
    vouched_at timestamp with time zone,
    vouched_by uuid,
    merged_into uuid,
    merged_at timestamp with time zone,
    CONSTRAINT organisation_check CHECK (((country <> 'NO'::text) OR (org_number ~ '^[0-9]{9}$'::text))),
    CONSTRAINT organisation_country_check CHECK ((country ~ '^[A-Z]{2}$'::text)),
    CONSTRAINT organisation_kind_check CHECK ((kind = ANY (ARRAY['company'::text, 'public_body'::text, 'non_profit'::text, 'student_enterprise'::text, 'other'::text]))),
    CONSTRAINT organisation_language_check CHECK ((language = ANY (ARRAY['nb'::text, 'nn'::text, 'en'::text]))),
    CONSTRAINT organisation_merged CHECK ((((merged_into IS NULL) = (merged_at IS NULL)) AND (merged_into <> id))),
    CONSTRAINT organisation_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    CONSTRAINT organisation_org_number_check CHECK (((length(org_number) >= 1) AND (length(org_number) <= 40))),
    CONSTRAINT organisation_vouched CHECK (((vouched_at IS NULL) = (vouched_by IS NULL)))
);

CREATE TABLE public.outbox (
    id bigint NOT NULL,
    topic text NOT NULL,
    subject_id uuid NOT NULL,
    payload jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    available_at timestamp with time zone DEFAULT now() NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    last_error text,
    done_at timestamp with time zone,
    dead_at timestamp with time zone,
    CONSTRAINT outbox_topic_check CHECK ((topic ~ '^[a-z_]+\.[a-z_]+$'::text))
);

ALTER TABLE public.outbox ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.outbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.person (
    id uuid NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    phone text,
    language text DEFAULT 'nb'::text NOT NULL,
    demo boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT person_email_check CHECK (((email = lower(email)) AND ((length(email) >= 3) AND (length(email) <= 508)))),
    CONSTRAINT person_language_check CHECK ((language = ANY (ARRAY['nb'::text, 'nn'::text, 'en'::text]))),
    CONSTRAINT person_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    CONSTRAINT person_phone_check CHECK ((length(phone) <= 40))
);

CREATE TABLE public.preference (
    person_id uuid NOT NULL,
    shortcuts boolean DEFAULT true NOT NULL,
    hears text DEFAULT 'every_problem'::text NOT NULL,
    digest_at timestamp with time zone,
    CONSTRAINT preference_hears_check CHECK ((hears = ANY (ARRAY['every_problem'::text, 'held'::text, 'digest'::text])))
);

CREATE TABLE public.problem (
    id uuid NOT NULL,
    reference text NOT NULL,
    organisation_id uuid NOT NULL,
    contact_id uuid NOT NULL,
    status text NOT NULL,
    title text NOT NULL,
    description text NOT NULL,
    language text NOT NULL,
    wanted text[] DEFAULT '{}'::text[] NOT NULL,
    earliest_start date,
    confidentiality text DEFAULT 'open'::text NOT NULL,
    follow_hash bytea NOT NULL,
    follow_expires_at timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    demo boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone NOT NULL,
    confirmed_at timestamp with time zone,
    ended_at timestamp with time zone,
    brief jsonb DEFAULT '{}'::jsonb NOT NULL,
    grew_from uuid,
    words tsvector GENERATED ALWAYS AS (
CASE
    WHEN (language = 'en'::text) THEN (setweight(to_tsvector('english'::regconfig, title), 'A'::"char") || setweight(to_tsvector('english'::regconfig, description), 'C'::"char"))
    ELSE (setweight(to_tsvector('norwegian'::regconfig, title), 'A'::"char") || setweight(to_tsvector('norwegian'::regconfig, description), 'C'::"char"))
END) STORED,
    heard_by text,
    taken_in_by uuid,
    part_of uuid,
    joined_into uuid,
    CONSTRAINT problem_check CHECK ((((status = 'unconfirmed'::text) = (confirmed_at IS NULL)) OR (status = 'withdrawn'::text))),
    CONSTRAINT problem_confidentiality_check CHECK ((confidentiality = ANY (ARRAY['open'::text, 'some'::text, 'strict'::text]))),
    CONSTRAINT problem_description_check CHECK (((length(description) >= 1) AND (length(description) <= 20000))),
    CONSTRAINT problem_ended CHECK (((status = ANY (ARRAY['completed'::text, 'declined'::text, 'withdrawn'::text, 'divided'::text, 'joined'::text])) = (ended_at IS NOT NULL))),
    CONSTRAINT problem_follow_hash_check CHECK ((length(follow_hash) = 32)),
    CONSTRAINT problem_heard_by_check CHECK ((heard_by = ANY (ARRAY['phone'::text, 'mail'::text, 'meeting'::text]))),
    CONSTRAINT problem_joined CHECK (((status = 'joined'::text) = (joined_into IS NOT NULL))),
    CONSTRAINT problem_language_check CHECK ((language = ANY (ARRAY['nb'::text, 'nn'::text, 'en'::text]))),
    CONSTRAINT problem_reference_check CHECK ((reference ~ '^P-[0-9A-HJKMNP-TV-Z]{6}$'::text)),
    CONSTRAINT problem_status_check CHECK ((status = ANY (ARRAY['unconfirmed'::text, 'submitted'::text, 'waiting'::text, 'engaged'::text, 'completed'::text, 'declined'::text, 'withdrawn'::text, 'divided'::text, 'joined'::text]))),
    CONSTRAINT problem_title_check CHECK (((length(title) >= 1) AND (length(title) <= 200))),
    CONSTRAINT problem_version_check CHECK ((version >= 1)),
    CONSTRAINT problem_wanted_check CHECK ((wanted <@ ARRAY['thesis'::text, 'project'::text, 'course'::text]))
);

CREATE TABLE public.problem_revision (
    problem_id uuid NOT NULL,
    version integer NOT NULL,
    title text NOT NULL,
    description text NOT NULL,
    replaced_at timestamp with time zone NOT NULL,
    replaced_by uuid
);

CREATE TABLE public.ranking (
    problem_id uuid NOT NULL,
    version text NOT NULL,
    candidates jsonb NOT NULL,
    ranked_at timestamp with time zone NOT NULL,
    CONSTRAINT ranking_candidates_check CHECK ((jsonb_typeof(candidates) = 'array'::text))
);

CREATE TABLE public.referral (
    id uuid NOT NULL,
    problem_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    status text NOT NULL,
    holder_id uuid,
    origin text NOT NULL,
    score double precision DEFAULT 0 NOT NULL,
    confidence double precision DEFAULT 0 NOT NULL,
    because jsonb DEFAULT '[]'::jsonb NOT NULL,
    router_version text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    reply_due_at timestamp with time zone NOT NULL,
    decision_due_at timestamp with time zone NOT NULL,
    first_reply_at timestamp with time zone,
    paused_at timestamp with time zone,
    reminded_at timestamp with time zone,
    decided_at timestamp with time zone,
    decided_by uuid,
    reason text,
    note text,
    redirected_from uuid,
    wrong_place boolean DEFAULT false NOT NULL,
    wakes_at timestamp with time zone,
    moves_on_at timestamp with time zone,
    late_since timestamp with time zone,
    resumed_at timestamp with time zone,
    decided_from text,
    paused_before timestamp with time zone,
    digest_at timestamp with time zone,
    digested_at timestamp with time zone,
    decline_code text,
    hold_term text,
    held_until timestamp with time zone,
    called_in_by uuid,
    reworded_title text,
    reworded_text text,
    reworded_version integer DEFAULT 0 NOT NULL,
    CONSTRAINT referral_check CHECK ((decision_due_at >= reply_due_at)),
    CONSTRAINT referral_check2 CHECK (((status = 'asked'::text) = (paused_at IS NOT NULL))),
    CONSTRAINT referral_confidence_check CHECK (((confidence >= (0)::double precision) AND (confidence <= (1)::double precision))),
    CONSTRAINT referral_decided CHECK (((status = ANY (ARRAY['waiting'::text, 'asked'::text, 'held'::text])) = (decided_at IS NULL))),
    CONSTRAINT referral_decline_code CHECK ((decline_code = ANY (ARRAY['capacity'::text, 'field'::text, 'scope'::text, 'supplier'::text, 'ethics'::text, 'secrecy'::text, 'other'::text]))),
    CONSTRAINT referral_held CHECK (((status = 'held'::text) = (held_until IS NOT NULL))),
    CONSTRAINT referral_held_for CHECK (((status <> 'held'::text) OR (hold_term IS NOT NULL))),
    CONSTRAINT referral_hold_term CHECK ((hold_term ~ '^20[0-9]{2}-(spring|autumn)$'::text)),
    CONSTRAINT referral_note_check CHECK ((length(note) <= 4000)),
    CONSTRAINT referral_origin_check CHECK ((origin = ANY (ARRAY['routed'::text, 'redirected'::text, 'desk'::text, 'fallback'::text, 'onward'::text, 'returned'::text, 'called_in'::text, 'split'::text]))),
    CONSTRAINT referral_reason_check CHECK ((length(reason) <= 2000)),
    CONSTRAINT referral_reworded CHECK ((((reworded_title IS NULL) = (reworded_text IS NULL)) AND ((length(reworded_title) >= 1) AND (length(reworded_title) <= 200)) AND ((length(reworded_text) >= 1) AND (length(reworded_text) <= 20000)))),
    CONSTRAINT referral_score_check CHECK ((score >= (0)::double precision)),
    CONSTRAINT referral_status_check CHECK ((status = ANY (ARRAY['waiting'::text, 'asked'::text, 'held'::text, 'accepted'::text, 'redirected'::text, 'declined'::text, 'lapsed'::text, 'withdrawn'::text])))
);

CREATE TABLE public.referral_stage (
    referral_id uuid NOT NULL,
    stage text NOT NULL,
    due_at timestamp with time zone NOT NULL,
    taken_at timestamp with time zone NOT NULL,
    CONSTRAINT referral_stage_stage_check CHECK ((stage = ANY (ARRAY['remind'::text, 'escalate'::text, 'ask_again'::text, 'ask_last'::text])))
);

CREATE TABLE public.register_entry (
    number text NOT NULL,
    standing text DEFAULT 'unasked'::text NOT NULL,
    name text,
    form_code text,
    form_name text,
    industry_code text,
    industry_name text,
    employees integer,
    municipality text,
    municipality_number text,
    written_form text,
    parent_number text,
    bankrupt boolean DEFAULT false NOT NULL,
    winding_up boolean DEFAULT false NOT NULL,
    deleted_on date,
    answered_at timestamp with time zone,
    ask_at timestamp with time zone NOT NULL,
    failures integer DEFAULT 0 NOT NULL,
    CONSTRAINT register_entry_check CHECK (((standing = 'unasked'::text) = (answered_at IS NULL))),
    CONSTRAINT register_entry_employees_check CHECK ((employees >= 0)),
    CONSTRAINT register_entry_failures_check CHECK ((failures >= 0)),
    CONSTRAINT register_entry_form_code_check CHECK (((length(form_code) >= 1) AND (length(form_code) <= 10))),
    CONSTRAINT register_entry_form_name_check CHECK ((length(form_name) <= 200)),
    CONSTRAINT register_entry_industry_code_check CHECK ((length(industry_code) <= 20)),
    CONSTRAINT register_entry_industry_name_check CHECK ((length(industry_name) <= 300)),
    CONSTRAINT register_entry_municipality_check CHECK ((length(municipality) <= 100)),
    CONSTRAINT register_entry_municipality_number_check CHECK ((municipality_number ~ '^[0-9]{4}$'::text)),
    CONSTRAINT register_entry_name_check CHECK (((length(name) >= 1) AND (length(name) <= 300))),
    CONSTRAINT register_entry_number_check CHECK ((number ~ '^[0-9]{9}$'::text)),
    CONSTRAINT register_entry_parent_number_check CHECK ((parent_number ~ '^[0-9]{9}$'::text)),
    CONSTRAINT register_entry_standing_check CHECK ((standing = ANY (ARRAY['unasked'::text, 'active'::text, 'deleted'::text, 'removed'::text, 'missing'::text]))),
    CONSTRAINT register_entry_written_form_check CHECK ((written_form = ANY (ARRAY['nb'::text, 'nn'::text])))
);

CREATE TABLE public.register_feed (
    kind text NOT NULL,
    last_id bigint NOT NULL,
    read_at timestamp with time zone,
    asked_at timestamp with time zone NOT NULL,
    CONSTRAINT register_feed_kind_check CHECK ((kind = ANY (ARRAY['enheter'::text, 'underenheter'::text]))),
    CONSTRAINT register_feed_last_id_check CHECK ((last_id >= 0))
);

CREATE TABLE public.replaced_link (
    key_hash bytea NOT NULL,
    problem_id uuid NOT NULL,
    replaced_at timestamp with time zone NOT NULL,
    CONSTRAINT replaced_link_key_hash_check CHECK ((length(key_hash) = 32))
);

CREATE TABLE public.routing_model (
    version text NOT NULL,
    id uuid NOT NULL,
    status text NOT NULL,
    fitted_at timestamp with time zone NOT NULL,
    adopted_at timestamp with time zone,
    retired_at timestamp with time zone,
    parent text,
    examples integer NOT NULL,
    weights jsonb NOT NULL,
    figures jsonb NOT NULL,
    CONSTRAINT routing_model_check CHECK (((status = 'adopted'::text) = ((adopted_at IS NOT NULL) AND (retired_at IS NULL)))),
    CONSTRAINT routing_model_examples_check CHECK ((examples >= 0)),
    CONSTRAINT routing_model_status_check CHECK ((status = ANY (ARRAY['fitted'::text, 'adopted'::text, 'refused'::text, 'retired'::text]))),
    CONSTRAINT routing_model_version_check CHECK ((version ~ '^learnt-[0-9a-f]{12}$'::text))
);

CREATE TABLE public.schema_migration (
    version integer NOT NULL,
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.session (
    id uuid NOT NULL,
    token_hash bytea NOT NULL,
    person_id uuid NOT NULL,
    user_agent text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    last_seen_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    CONSTRAINT session_token_hash_check CHECK ((length(token_hash) = 32)),
    CONSTRAINT session_user_agent_check CHECK ((length(user_agent) <= 300))
);

CREATE TABLE public.setting (
    institution_id uuid NOT NULL,
    unit_id uuid,
    name text NOT NULL,
    value jsonb NOT NULL,
    set_at timestamp with time zone NOT NULL,
    set_by uuid,
    CONSTRAINT setting_name_check CHECK ((name ~ '^[a-z_]{2,40}$'::text))
);

CREATE TABLE public.spent_proof (
    challenge text NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT spent_proof_challenge_check CHECK ((length(challenge) = 64))
);

CREATE TABLE public.succession (
    id uuid NOT NULL,
    unit_id uuid NOT NULL,
    kind text NOT NULL,
    takes_effect_on date NOT NULL,
    successors uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    name_nb text,
    name_nn text,
    name_en text,
    reason text NOT NULL,
    decided_by uuid,
    decided_at timestamp with time zone NOT NULL,
    cancelled_at timestamp with time zone,
    done_at timestamp with time zone,
    CONSTRAINT succession_check CHECK (((done_at IS NULL) OR (cancelled_at IS NULL))),
    CONSTRAINT succession_check1 CHECK (((kind = 'rename'::text) = ((name_nb IS NOT NULL) AND (name_nn IS NOT NULL) AND (name_en IS NOT NULL)))),
    CONSTRAINT succession_check2 CHECK ((((kind = 'merge'::text) AND (cardinality(successors) = 1)) OR ((kind = 'split'::text) AND ((cardinality(successors) >= 2) AND (cardinality(successors) <= 8))) OR ((kind = 'rename'::text) AND (cardinality(successors) = 0)))),
    CONSTRAINT succession_kind_check CHECK ((kind = ANY (ARRAY['merge'::text, 'split'::text, 'rename'::text]))),
    CONSTRAINT succession_name_en_check CHECK (((length(name_en) >= 1) AND (length(name_en) <= 200))),
    CONSTRAINT succession_name_nb_check CHECK (((length(name_nb) >= 1) AND (length(name_nb) <= 200))),
    CONSTRAINT succession_name_nn_check CHECK (((length(name_nn) >= 1) AND (length(name_nn) <= 200))),
    CONSTRAINT succession_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 500)))
);

CREATE TABLE public.term_source (
    code text NOT NULL,
    name text NOT NULL,
    licence text DEFAULT ''::text NOT NULL,
    imported_at timestamp with time zone,
    CONSTRAINT term_source_code_check CHECK ((code ~ '^[a-z0-9_-]{2,40}$'::text)),
    CONSTRAINT term_source_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);

CREATE TABLE public.turned_away (
    address text NOT NULL,
    reason text NOT NULL,
    turned_away_by uuid NOT NULL,
    turned_away_at timestamp with time zone NOT NULL,
    CONSTRAINT turned_away_address_check CHECK (((address = lower(address)) AND ((length(address) >= 3) AND (length(address) <= 254)))),
    CONSTRAINT turned_away_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 2000)))
);

CREATE TABLE public.unit (
    id uuid NOT NULL,
    institution_id uuid NOT NULL,
    parent_id uuid,
    kind text NOT NULL,
    code text NOT NULL,
    external_id text,
    name_nb text NOT NULL,
    name_nn text NOT NULL,
    name_en text NOT NULL,
    about_nb text DEFAULT ''::text NOT NULL,
    about_nn text DEFAULT ''::text NOT NULL,
    about_en text DEFAULT ''::text NOT NULL,
    campus text[] DEFAULT '{}'::text[] NOT NULL,
    mailbox text,
    valid_from date,
    valid_to date,
    successor_id uuid,
    profile_digest bytea,
    changed_on date,
    CONSTRAINT unit_check CHECK ((valid_to > valid_from)),
    CONSTRAINT unit_check1 CHECK (((kind = 'department'::text) = (parent_id IS NOT NULL))),
    CONSTRAINT unit_code_check CHECK (((length(code) >= 2) AND (length(code) <= 12))),
    CONSTRAINT unit_kind_check CHECK ((kind = ANY (ARRAY['faculty'::text, 'department'::text, 'desk'::text]))),
    CONSTRAINT unit_mailbox_check CHECK ((mailbox = lower(mailbox)))
);

CREATE TABLE public.unit_form (
    unit_id uuid NOT NULL,
    form_code text NOT NULL,
    local_name text,
    spring_deadline text,
    autumn_deadline text,
    source text,
    CONSTRAINT unit_form_autumn_deadline_check CHECK ((autumn_deadline ~ '^[01][0-9]-[0-3][0-9]$'::text)),
    CONSTRAINT unit_form_local_name_check CHECK (((length(local_name) >= 1) AND (length(local_name) <= 120))),
    CONSTRAINT unit_form_spring_deadline_check CHECK ((spring_deadline ~ '^[01][0-9]-[0-3][0-9]$'::text))
);

CREATE TABLE public.unit_successor (
    unit_id uuid NOT NULL,
    successor_id uuid NOT NULL,
    place integer NOT NULL,
    CONSTRAINT unit_successor_check CHECK ((successor_id <> unit_id))
);

CREATE TABLE public.unit_term (
    unit_id uuid NOT NULL,
    concept_id uuid NOT NULL,
    weight integer NOT NULL,
    own_nb text[] DEFAULT '{}'::text[] NOT NULL,
    own_nn text[] DEFAULT '{}'::text[] NOT NULL,
    own_en text[] DEFAULT '{}'::text[] NOT NULL,
    "position" integer NOT NULL,
    CONSTRAINT unit_term_own_en_check CHECK ((cardinality(own_en) <= 40)),
    CONSTRAINT unit_term_own_nb_check CHECK ((cardinality(own_nb) <= 40)),
    CONSTRAINT unit_term_own_nn_check CHECK ((cardinality(own_nn) <= 40)),
    CONSTRAINT unit_term_weight_check CHECK (((weight >= 1) AND (weight <= 3)))
);

ALTER TABLE ONLY public.absence
    ADD CONSTRAINT absence_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.absence_referral
    ADD CONSTRAINT absence_referral_pkey PRIMARY KEY (absence_id, referral_id);

ALTER TABLE ONLY public.agreement_signature
    ADD CONSTRAINT agreement_signature_pkey PRIMARY KEY (engagement_id, person_id);

ALTER TABLE ONLY public.announcement
    ADD CONSTRAINT announcement_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.answer_link
    ADD CONSTRAINT answer_link_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.answer_link
    ADD CONSTRAINT answer_link_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY public.appointment
    ADD CONSTRAINT appointment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.attachment
    ADD CONSTRAINT attachment_key_key UNIQUE (key);

ALTER TABLE ONLY public.attachment_part
    ADD CONSTRAINT attachment_part_pkey PRIMARY KEY (attachment_id, number);

ALTER TABLE ONLY public.attachment
    ADD CONSTRAINT attachment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.capacity
    ADD CONSTRAINT capacity_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.claim_member
    ADD CONSTRAINT claim_member_pkey PRIMARY KEY (claim_id, person_id);

ALTER TABLE ONLY public.claim
    ADD CONSTRAINT claim_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.closed_period
    ADD CONSTRAINT closed_period_pkey PRIMARY KEY (institution_id, starts_on);

ALTER TABLE ONLY public.concept_link
    ADD CONSTRAINT concept_link_pkey PRIMARY KEY (concept_id, other_id, kind);

ALTER TABLE ONLY public.concept
    ADD CONSTRAINT concept_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.concept
    ADD CONSTRAINT concept_source_code_external_id_key UNIQUE (source_code, external_id);

ALTER TABLE ONLY public.concern
    ADD CONSTRAINT concern_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.domain_clock
    ADD CONSTRAINT domain_clock_pkey PRIMARY KEY (only_row);

ALTER TABLE ONLY public.draft
    ADD CONSTRAINT draft_key_hash_key UNIQUE (key_hash);

ALTER TABLE ONLY public.draft
    ADD CONSTRAINT draft_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.engagement
    ADD CONSTRAINT engagement_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.engagement
    ADD CONSTRAINT engagement_reference_key UNIQUE (reference);

ALTER TABLE ONLY public.example
    ADD CONSTRAINT example_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.flag
    ADD CONSTRAINT flag_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.follow_up
    ADD CONSTRAINT follow_up_engagement_id_kind_key UNIQUE (engagement_id, kind);

ALTER TABLE ONLY public.follow_up
    ADD CONSTRAINT follow_up_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.form_of_use
    ADD CONSTRAINT form_of_use_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.full_term
    ADD CONSTRAINT full_term_pkey PRIMARY KEY (unit_id, term);

ALTER TABLE ONLY public.history
    ADD CONSTRAINT history_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.idempotency
    ADD CONSTRAINT idempotency_pkey PRIMARY KEY (caller, key);

ALTER TABLE ONLY public.inbound_mail
    ADD CONSTRAINT inbound_mail_mail_id_message_id_key UNIQUE (mail_id, message_id);

ALTER TABLE ONLY public.inbound_mail
    ADD CONSTRAINT inbound_mail_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.institution
    ADD CONSTRAINT institution_code_key UNIQUE (code);

ALTER TABLE ONLY public.institution
    ADD CONSTRAINT institution_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY public.mail_code
    ADD CONSTRAINT mail_code_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.mail
    ADD CONSTRAINT mail_fact_id_occasion_recipient_key UNIQUE (fact_id, occasion, recipient);

ALTER TABLE ONLY public.mail
    ADD CONSTRAINT mail_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.membership
    ADD CONSTRAINT membership_pkey PRIMARY KEY (organisation_id, person_id);

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.need_match
    ADD CONSTRAINT need_match_pkey PRIMARY KEY (need_id, problem_id);

ALTER TABLE ONLY public.need
    ADD CONSTRAINT need_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.note
    ADD CONSTRAINT note_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organisation
    ADD CONSTRAINT organisation_country_org_number_key UNIQUE (country, org_number);

ALTER TABLE ONLY public.organisation
    ADD CONSTRAINT organisation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_email_key UNIQUE (email);

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.preference
    ADD CONSTRAINT preference_pkey PRIMARY KEY (person_id);

ALTER TABLE ONLY public.problem
    ADD CONSTRAINT problem_follow_hash_key UNIQUE (follow_hash);

ALTER TABLE ONLY public.problem
    ADD CONSTRAINT problem_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.problem
    ADD CONSTRAINT problem_reference_key UNIQUE (reference);

ALTER TABLE ONLY public.problem_revision
    ADD CONSTRAINT problem_revision_pkey PRIMARY KEY (problem_id, version);

ALTER TABLE ONLY public.ranking
    ADD CONSTRAINT ranking_pkey PRIMARY KEY (problem_id);

ALTER TABLE ONLY public.referral
    ADD CONSTRAINT referral_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.referral_stage
    ADD CONSTRAINT referral_stage_pkey PRIMARY KEY (referral_id, stage, due_at);

ALTER TABLE ONLY public.register_entry
    ADD CONSTRAINT register_entry_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.register_feed
    ADD CONSTRAINT register_feed_pkey PRIMARY KEY (kind);

ALTER TABLE ONLY public.replaced_link
    ADD CONSTRAINT replaced_link_pkey PRIMARY KEY (key_hash);

ALTER TABLE ONLY public.routing_model
    ADD CONSTRAINT routing_model_id_key UNIQUE (id);

ALTER TABLE ONLY public.routing_model
    ADD CONSTRAINT routing_model_pkey PRIMARY KEY (version);

ALTER TABLE ONLY public.schema_migration
    ADD CONSTRAINT schema_migration_pkey PRIMARY KEY (version);

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY public.spent_proof
    ADD CONSTRAINT spent_proof_pkey PRIMARY KEY (challenge);

ALTER TABLE ONLY public.succession
    ADD CONSTRAINT succession_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.term_source
    ADD CONSTRAINT term_source_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.turned_away
    ADD CONSTRAINT turned_away_pkey PRIMARY KEY (address);

ALTER TABLE ONLY public.unit_form
    ADD CONSTRAINT unit_form_pkey PRIMARY KEY (unit_id, form_code);

ALTER TABLE ONLY public.unit
    ADD CONSTRAINT unit_institution_id_code_key UNIQUE (institution_id, code);

ALTER TABLE ONLY public.unit
    ADD CONSTRAINT unit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.unit_successor
    ADD CONSTRAINT unit_successor_pkey PRIMARY KEY (unit_id, successor_id);

ALTER TABLE ONLY public.unit_term
    ADD CONSTRAINT unit_term_pkey PRIMARY KEY (unit_id, concept_id);

CREATE INDEX absence_of_person ON public.absence USING btree (person_id, starts_on) WHERE (cancelled_at IS NULL);

CREATE INDEX absence_referral_of_referral ON public.absence_referral USING btree (referral_id);

CREATE INDEX absence_to_begin ON public.absence USING btree (starts_on, id) WHERE ((cancelled_at IS NULL) AND (begun_at IS NULL));

CREATE INDEX absence_to_end ON public.absence USING btree (ends_on, id) WHERE ((begun_at IS NOT NULL) AND (ended_at IS NULL));

CREATE INDEX agreement_signature_of_person ON public.agreement_signature USING btree (person_id);

CREATE INDEX announcement_shown ON public.announcement USING btree (shown_until DESC) WHERE (ended_at IS NULL);

CREATE INDEX answer_link_expiry ON public.answer_link USING btree (expires_at);

CREATE INDEX answer_link_of_person ON public.answer_link USING btree (person_id);

CREATE INDEX answer_link_of_referral ON public.answer_link USING btree (referral_id);

CREATE INDEX api_token_of_person ON public.api_token USING btree (person_id, created_at DESC);

CREATE INDEX appointment_of_unit ON public.appointment USING btree (unit_id, role) WHERE (until IS NULL);

CREATE UNIQUE INDEX appointment_once ON public.appointment USING btree (person_id, role, COALESCE(unit_id, person_id)) WHERE (until IS NULL);

CREATE INDEX attachment_of_author ON public.attachment USING btree (author_id) WHERE (author_id IS NOT NULL);

CREATE INDEX attachment_of_message ON public.attachment USING btree (message_id) WHERE (message_id IS NOT NULL);

CREATE INDEX attachment_of_problem ON public.attachment USING btree (problem_id, id);

CREATE UNIQUE INDEX capacity_once ON public.capacity USING btree (unit_id, term, form_code, COALESCE(supervisor_id, unit_id));

CREATE INDEX claim_member_of_person ON public.claim_member USING btree (person_id, claim_id);

CREATE UNIQUE INDEX claim_member_once ON public.claim_member USING btree (engagement_id, person_id) WHERE active;

CREATE INDEX claim_of_engagement ON public.claim USING btree (engagement_id, id);

CREATE UNIQUE INDEX claim_place ON public.claim USING btree (engagement_id, place) WHERE (place IS NOT NULL);

CREATE INDEX concept_by_name ON public.concept USING btree (name, id) WHERE (retired_at IS NULL);

CREATE INDEX concept_link_back ON public.concept_link USING btree (other_id, kind);

CREATE INDEX concept_words ON public.concept USING gin (string_to_array(said, '
'::text));

CREATE INDEX concern_newest ON public.concern USING btree (status, id DESC);

CREATE INDEX concern_of_reporter ON public.concern USING btree (reporter_id, id DESC) WHERE (reporter_id IS NOT NULL);

CREATE INDEX concern_open ON public.concern USING btree (id) WHERE (status = 'reported'::text);

CREATE INDEX draft_expired ON public.draft USING btree (expires_at);

CREATE INDEX draft_mailed ON public.draft USING btree (mailed_to, mailed_at) WHERE (mailed_to IS NOT NULL);

CREATE INDEX draft_of_person ON public.draft USING btree (person_id, id DESC) WHERE (person_id IS NOT NULL);

CREATE INDEX engagement_completed_words ON public.engagement USING gin (words) WHERE (status = 'completed'::text);

CREATE INDEX engagement_of_organisation ON public.engagement USING btree (organisation_id, id DESC);

CREATE INDEX engagement_of_problem ON public.engagement USING btree (problem_id, id);

CREATE UNIQUE INDEX engagement_of_referral ON public.engagement USING btree (referral_id) WHERE (status <> 'cancelled'::text);

CREATE INDEX engagement_of_supervisor ON public.engagement USING btree (supervisor_id, status, id DESC);

CREATE INDEX engagement_of_unit ON public.engagement USING btree (unit_id, status, id DESC);

CREATE INDEX engagement_open ON public.engagement USING btree (opened_at DESC, id DESC) WHERE (status = 'open'::text);

CREATE INDEX engagement_open_words ON public.engagement USING gin (words) WHERE (status = 'open'::text);

CREATE INDEX engagement_wakes ON public.engagement USING btree (COALESCE(next_at, '-infinity'::timestamp with time zone), id) WHERE (status = ANY (ARRAY['open'::text, 'running'::text]));

CREATE INDEX example_of_unit ON public.example USING btree (unit_id, language, "position");

CREATE INDEX flag_asked ON public.flag USING btree (asked_unit_id, id) WHERE (status = 'asked'::text);

CREATE INDEX flag_of_person ON public.flag USING btree (raised_by, id DESC);

CREATE INDEX flag_of_problem ON public.flag USING btree (problem_id, id);

CREATE INDEX follow_up_due ON public.follow_up USING btree (due_on, id) WHERE (status = 'due'::text);

CREATE INDEX follow_up_of_organisation ON public.follow_up USING btree (organisation_id, due_on);

CREATE INDEX follow_up_of_unit ON public.follow_up USING btree (unit_id, due_on, id) WHERE (status = 'due'::text);

CREATE INDEX history_of_actor ON public.history USING btree (actor_id, at DESC, id DESC) WHERE (actor_id IS NOT NULL);

CREATE INDEX history_of_organisation ON public.history USING btree (organisation_id, at DESC, id DESC) WHERE (organisation_id IS NOT NULL);

CREATE INDEX history_of_problem ON public.history USING btree (problem_id, at, id) WHERE (problem_id IS NOT NULL);

CREATE INDEX history_of_subject ON public.history USING btree (subject_id, at, id);

CREATE INDEX idempotency_age ON public.idempotency USING btree (created_at);

CREATE INDEX inbound_mail_newest ON public.inbound_mail USING btree (received_at);

CREATE UNIQUE INDEX invitation_open_once ON public.invitation USING btree (organisation_id, email) WHERE ((accepted_at IS NULL) AND (withdrawn_at IS NULL));

CREATE INDEX mail_code_latest ON public.mail_code USING btree (purpose, email, created_at DESC);

CREATE INDEX mail_code_of_subject ON public.mail_code USING btree (subject_id, created_at DESC) WHERE (subject_id IS NOT NULL);

CREATE INDEX mail_newest ON public.mail USING btree (created_at DESC, id DESC);

CREATE INDEX mail_of_problem ON public.mail USING btree (problem_id, id) WHERE (problem_id IS NOT NULL);

CREATE INDEX membership_of_person ON public.membership USING btree (person_id) WHERE (until IS NULL);

CREATE INDEX message_of_problem ON public.message USING btree (problem_id, id);

CREATE INDEX need_match_of_problem ON public.need_match USING btree (problem_id, score DESC);

CREATE INDEX need_of_owner ON public.need USING btree (owner_id, id DESC);

CREATE INDEX need_open ON public.need USING btree (published_at DESC, id DESC) WHERE (status = 'open'::text);

CREATE INDEX need_open_of_unit ON public.need USING btree (unit_id, id DESC) WHERE (status = 'open'::text);

CREATE INDEX note_of_author ON public.note USING btree (author_id, id DESC);

CREATE INDEX note_of_problem ON public.note USING btree (problem_id, id);

CREATE INDEX organisation_by_name ON public.organisation USING btree (lower(name), id);

CREATE INDEX organisation_merged_into ON public.organisation USING btree (merged_into) WHERE (merged_into IS NOT NULL);

CREATE INDEX organisation_to_vouch ON public.organisation USING btree (created_at, id) WHERE ((org_number IS NULL) AND (vouched_at IS NULL) AND (merged_into IS NULL));

CREATE INDEX outbox_dead ON public.outbox USING btree (dead_at) WHERE ((dead_at IS NOT NULL) AND (done_at IS NULL));

CREATE INDEX outbox_done ON public.outbox USING btree (done_at) WHERE (done_at IS NOT NULL);

CREATE INDEX outbox_ready ON public.outbox USING btree (available_at, id) WHERE ((done_at IS NULL) AND (dead_at IS NULL));

CREATE INDEX preference_digest ON public.preference USING btree (person_id) WHERE (hears = 'digest'::text);

CREATE INDEX problem_by_status ON public.problem USING btree (status, id DESC);

CREATE INDEX problem_confirmed ON public.problem USING btree (confirmed_at) WHERE (confirmed_at IS NOT NULL);

CREATE INDEX problem_grown_from ON public.problem USING btree (grew_from) WHERE (grew_from IS NOT NULL);

CREATE INDEX problem_joined_here ON public.problem USING btree (joined_into, id) WHERE (joined_into IS NOT NULL);

CREATE INDEX problem_of_contact ON public.problem USING btree (contact_id, id DESC);

CREATE INDEX problem_of_organisation ON public.problem USING btree (organisation_id, id DESC);

CREATE INDEX problem_parts ON public.problem USING btree (part_of, id) WHERE (part_of IS NOT NULL);

CREATE INDEX problem_past_words ON public.problem USING gin (words) WHERE (status = ANY (ARRAY['engaged'::text, 'completed'::text, 'declined'::text]));

CREATE INDEX referral_created ON public.referral USING btree (created_at);

CREATE INDEX referral_due ON public.referral USING btree (reply_due_at, id) WHERE (status = 'waiting'::text);

CREATE UNIQUE INDEX referral_held_by_once ON public.referral USING btree (problem_id, unit_id) WHERE (status = ANY (ARRAY['waiting'::text, 'asked'::text, 'held'::text, 'accepted'::text]));

CREATE INDEX referral_in_digest ON public.referral USING btree (digest_at, unit_id) WHERE ((digest_at IS NOT NULL) AND (digested_at IS NULL));

CREATE INDEX referral_inbox ON public.referral USING btree (unit_id, reply_due_at, id) WHERE (status = ANY (ARRAY['waiting'::text, 'asked'::text]));

CREATE INDEX referral_labelled ON public.referral USING btree (COALESCE(decided_at, created_at) DESC) WHERE ((status = ANY (ARRAY['accepted'::text, 'redirected'::text])) OR (redirected_from IS NOT NULL) OR wrong_place);

CREATE INDEX referral_of_problem ON public.referral USING btree (problem_id, id);

CREATE INDEX referral_to_wake ON public.referral USING btree (held_until, id) WHERE (status = 'held'::text);

CREATE INDEX referral_urgency ON public.referral USING btree (unit_id, (
CASE
    WHEN ((first_reply_at IS NULL) AND (resumed_at IS NULL)) THEN reply_due_at
    ELSE decision_due_at
END), id) WHERE (status = ANY (ARRAY['waiting'::text, 'asked'::text]));

CREATE INDEX referral_wakes ON public.referral USING btree (COALESCE(wakes_at, '-infinity'::timestamp with time zone), id) WHERE (status = ANY (ARRAY['waiting'::text, 'asked'::text]));

CREATE INDEX register_entry_of_parent ON public.register_entry USING btree (parent_number) WHERE (parent_number IS NOT NULL);

CREATE INDEX register_entry_to_ask ON public.register_entry USING btree (ask_at, number);

CREATE INDEX replaced_link_of_problem ON public.replaced_link USING btree (problem_id);

CREATE UNIQUE INDEX routing_model_adopted ON public.routing_model USING btree (status) WHERE (status = 'adopted'::text);

CREATE INDEX routing_model_newest ON public.routing_model USING btree (fitted_at DESC, version);

CREATE INDEX session_of_person ON public.session USING btree (person_id, created_at DESC);

CREATE INDEX setting_of_unit ON public.setting USING btree (unit_id) WHERE (unit_id IS NOT NULL);

CREATE UNIQUE INDEX setting_once ON public.setting USING btree (name, COALESCE(unit_id, institution_id));

CREATE INDEX spent_proof_expired ON public.spent_proof USING btree (expires_at);

CREATE INDEX succession_due ON public.succession USING btree (takes_effect_on, id) WHERE ((done_at IS NULL) AND (cancelled_at IS NULL));

CREATE UNIQUE INDEX succession_open ON public.succession USING btree (unit_id) WHERE ((done_at IS NULL) AND (cancelled_at IS NULL));

CREATE INDEX unit_children ON public.unit USING btree (parent_id, code);

CREATE INDEX unit_successor_back ON public.unit_successor USING btree (successor_id);

CREATE INDEX unit_term_of_concept ON public.unit_term USING btree (concept_id);

CREATE TRIGGER engagement_clock_starts_anew BEFORE UPDATE ON public.engagement FOR EACH ROW WHEN (((old.status IS DISTINCT FROM new.status) OR (old.term IS DISTINCT FROM new.term))) EXECUTE FUNCTION public.engagement_clock_starts_anew();

CREATE TRIGGER history_is_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.history FOR EACH STATEMENT EXECUTE FUNCTION public.history_is_append_only();

CREATE TRIGGER outbox_wakes_the_relay AFTER INSERT ON public.outbox FOR EACH STATEMENT EXECUTE FUNCTION public.outbox_wakes_the_relay();

CREATE TRIGGER referral_clock_starts_anew BEFORE UPDATE ON public.referral FOR EACH ROW WHEN ((((((old.status IS DISTINCT FROM new.status) OR (old.reply_due_at IS DISTINCT FROM new.reply_due_at)) OR (old.decision_due_at IS DISTINCT FROM new.decision_due_at)) OR (old.first_reply_at IS DISTINCT FROM new.first_reply_at)) OR (old.paused_at IS DISTINCT FROM new.paused_at))) EXECUTE FUNCTION public.referral_clock_starts_anew();

CREATE TRIGGER routing_has_changed AFTER INSERT OR DELETE OR UPDATE ON public.concept FOR EACH STATEMENT EXECUTE FUNCTION public.routing_has_changed();

CREATE TRIGGER routing_has_changed AFTER INSERT OR DELETE OR UPDATE ON public.example FOR EACH STATEMENT EXECUTE FUNCTION public.routing_has_changed();

CREATE TRIGGER routing_has_changed AFTER INSERT OR DELETE OR UPDATE ON public.routing_model FOR EACH STATEMENT EXECUTE FUNCTION public.routing_has_changed();

CREATE TRIGGER routing_has_changed AFTER INSERT OR DELETE OR UPDATE ON public.unit FOR EACH STATEMENT EXECUTE FUNCTION public.routing_has_changed();

CREATE TRIGGER routing_has_changed AFTER INSERT OR DELETE OR UPDATE ON public.unit_successor FOR EACH STATEMENT EXECUTE FUNCTION public.routing_has_changed();

CREATE TRIGGER routing_has_changed AFTER INSERT OR DELETE OR UPDATE ON public.unit_term FOR EACH STATEMENT EXECUTE FUNCTION public.routing_has_changed();

ALTER TABLE ONLY public.absence
    ADD CONSTRAINT absence_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.absence_referral
    ADD CONSTRAINT absence_referral_absence_id_fkey FOREIGN KEY (absence_id) REFERENCES public.absence(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.absence_referral
    ADD CONSTRAINT absence_referral_given_to_fkey FOREIGN KEY (given_to) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.absence_referral
    ADD CONSTRAINT absence_referral_referral_id_fkey FOREIGN KEY (referral_id) REFERENCES public.referral(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.absence
    ADD CONSTRAINT absence_reported_by_fkey FOREIGN KEY (reported_by) REFERENCES public.person(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.absence
    ADD CONSTRAINT absence_substitute_id_fkey FOREIGN KEY (substitute_id) REFERENCES public.person(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.agreement_signature
    ADD CONSTRAINT agreement_signature_engagement_id_fkey FOREIGN KEY (engagement_id) REFERENCES public.engagement(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.agreement_signature
    ADD CONSTRAINT agreement_signature_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.agreement_signature
    ADD CONSTRAINT agreement_signature_recorded_by_fkey FOREIGN KEY (recorded_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.announcement
    ADD CONSTRAINT announcement_written_by_fkey FOREIGN KEY (written_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.answer_link
    ADD CONSTRAINT answer_link_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.answer_link
    ADD CONSTRAINT answer_link_referral_id_fkey FOREIGN KEY (referral_id) REFERENCES public.referral(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.appointment
    ADD CONSTRAINT appointment_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.appointment
    ADD CONSTRAINT appointment_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(id);

ALTER TABLE ONLY public.attachment
    ADD CONSTRAINT attachment_author_id_fkey FOREIGN KEY (author_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.attachment
    ADD CONSTRAINT attachment_message_id_fkey FOREIGN KEY (message_id) REFERENCES public.message(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.attachment_part
    ADD CONSTRAINT attachment_part_attachment_id_fkey FOREIGN KEY (attachment_id) REFERENCES public.attachment(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.attachment
    ADD CONSTRAINT attachment_problem_id_fkey FOREIGN KEY (problem_id) REFERENCES public.problem(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.capacity
    ADD CONSTRAINT capacity_form_code_fkey FOREIGN KEY (form_code) REFERENCES public.form_of_use(code);

ALTER TABLE ONLY public.capacity
    ADD CONSTRAINT capacity_said_by_fkey FOREIGN KEY (said_by) REFERENCES public.person(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.capacity
    ADD CONSTRAINT capacity_supervisor_id_fkey FOREIGN KEY (supervisor_id) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.capacity
    ADD CONSTRAINT capacity_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.claim
    ADD CONSTRAINT claim_engagement_id_fkey FOREIGN KEY (engagement_id) REFERENCES public.engagement(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.claim
    ADD CONSTRAINT claim_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.claim_member
    ADD CONSTRAINT claim_member_claim_id_fkey FOREIGN KEY (claim_id) REFERENCES public.claim(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.claim_member
    ADD CONSTRAINT claim_member_engagement_id_fkey FOREIGN KEY (engagement_id) REFERENCES public.engagement(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.claim_member
    ADD CONSTRAINT claim_member_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.closed_period
    ADD CONSTRAINT closed_period_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES public.institution(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.concept_link
    ADD CONSTRAINT concept_link_concept_id_fkey FOREIGN KEY (concept_id) REFERENCES public.concept(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.concept_link
    ADD CONSTRAINT concept_link_other_id_fkey FOREIGN KEY (other_id) REFERENCES public.concept(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.concept
    ADD CONSTRAINT concept_source_code_fkey FOREIGN KEY (source_code) REFERENCES public.term_source(code);

ALTER TABLE ONLY public.concern
    ADD CONSTRAINT concern_engagement_id_fkey FOREIGN KEY (engagement_id) REFERENCES public.engagement(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.concern
    ADD CONSTRAINT concern_problem_id_fkey FOREIGN KEY (problem_id) REFERENCES public.problem(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.concern
    ADD CONSTRAINT concern_reporter_id_fkey FOREIGN KEY (reporter_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.concern
    ADD CONSTRAINT concern_resolved_by_fkey FOREIGN KEY (resolved_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.draft
    ADD CONSTRAINT draft_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.engagement
    ADD CONSTRAINT engagement_form_code_fkey FOREIGN KEY (form_code) REFERENCES public.form_of_use(code);

ALTER TABLE ONLY public.engagement
    ADD CONSTRAINT engagement_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.engagement
    ADD CONSTRAINT engagement_problem_id_fkey FOREIGN KEY (problem_id) REFERENCES public.problem(id);

ALTER TABLE ONLY public.engagement
    ADD CONSTRAINT engagement_referral_id_fkey FOREIGN KEY (referral_id) REFERENCES public.referral(id);

ALTER TABLE ONLY public.engagement
    ADD CONSTRAINT engagement_supervisor_id_fkey FOREIGN KEY (supervisor_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.engagement
    ADD CONSTRAINT engagement_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(id);

ALTER TABLE ONLY public.example
    ADD CONSTRAINT example_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.flag
    ADD CONSTRAINT flag_asked_unit_id_fkey FOREIGN KEY (asked_unit_id) REFERENCES public.unit(id);

ALTER TABLE ONLY public.flag
    ADD CONSTRAINT flag_opinion_by_fkey FOREIGN KEY (opinion_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.flag
    ADD CONSTRAINT flag_problem_id_fkey FOREIGN KEY (problem_id) REFERENCES public.problem(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.flag
    ADD CONSTRAINT flag_raised_by_fkey FOREIGN KEY (raised_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.flag
    ADD CONSTRAINT flag_referral_id_fkey FOREIGN KEY (referral_id) REFERENCES public.referral(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.flag
    ADD CONSTRAINT flag_resolved_by_fkey FOREIGN KEY (resolved_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.follow_up
    ADD CONSTRAINT follow_up_completed_by_fkey FOREIGN KEY (completed_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.follow_up
    ADD CONSTRAINT follow_up_engagement_id_fkey FOREIGN KEY (engagement_id) REFERENCES public.engagement(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.follow_up
    ADD CONSTRAINT follow_up_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.follow_up
    ADD CONSTRAINT follow_up_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(id);

ALTER TABLE ONLY public.full_term
    ADD CONSTRAINT full_term_declared_by_fkey FOREIGN KEY (declared_by) REFERENCES public.person(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.full_term
    ADD CONSTRAINT full_term_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.history
    ADD CONSTRAINT history_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.history
    ADD CONSTRAINT history_engagement_id_fkey FOREIGN KEY (engagement_id) REFERENCES public.engagement(id);

ALTER TABLE ONLY public.history
    ADD CONSTRAINT history_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.history
    ADD CONSTRAINT history_problem_id_fkey FOREIGN KEY (problem_id) REFERENCES public.problem(id);

ALTER TABLE ONLY public.history
    ADD CONSTRAINT history_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(id);

ALTER TABLE ONLY public.inbound_mail
    ADD CONSTRAINT inbound_mail_mail_id_fkey FOREIGN KEY (mail_id) REFERENCES public.mail(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisation(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.membership
    ADD CONSTRAINT membership_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisation(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.membership
    ADD CONSTRAINT membership_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_author_id_fkey FOREIGN KEY (author_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_problem_id_fkey FOREIGN KEY (problem_id) REFERENCES public.problem(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_referral_id_fkey FOREIGN KEY (referral_id) REFERENCES public.referral(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.need_match
    ADD CONSTRAINT need_match_need_id_fkey FOREIGN KEY (need_id) REFERENCES public.need(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.need_match
    ADD CONSTRAINT need_match_problem_id_fkey FOREIGN KEY (problem_id) REFERENCES public.problem(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.need
    ADD CONSTRAINT need_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.need
    ADD CONSTRAINT need_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(id);

ALTER TABLE ONLY public.note
    ADD CONSTRAINT note_author_id_fkey FOREIGN KEY (author_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.note
    ADD CONSTRAINT note_problem_id_fkey FOREIGN KEY (problem_id) REFERENCES public.problem(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.note
    ADD CONSTRAINT note_referral_id_fkey FOREIGN KEY (referral_id) REFERENCES public.referral(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.note
    ADD CONSTRAINT note_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(id);

ALTER TABLE ONLY public.organisation
    ADD CONSTRAINT organisation_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.organisation
    ADD CONSTRAINT organisation_vouched_by_fkey FOREIGN KEY (vouched_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.preference
    ADD CONSTRAINT preference_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.problem
    ADD CONSTRAINT problem_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.problem
    ADD CONSTRAINT problem_grew_from FOREIGN KEY (grew_from) REFERENCES public.problem(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.problem
    ADD CONSTRAINT problem_joined_into FOREIGN KEY (joined_into) REFERENCES public.problem(id);

ALTER TABLE ONLY public.problem
    ADD CONSTRAINT problem_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisation(id);

ALTER TABLE ONLY public.problem
    ADD CONSTRAINT problem_part_of FOREIGN KEY (part_of) REFERENCES public.problem(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.problem_revision
    ADD CONSTRAINT problem_revision_problem_id_fkey FOREIGN KEY (problem_id) REFERENCES public.problem(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.problem_revision
    ADD CONSTRAINT problem_revision_replaced_by_fkey FOREIGN KEY (replaced_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.problem
    ADD CONSTRAINT problem_taken_in_by_fkey FOREIGN KEY (taken_in_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.ranking
    ADD CONSTRAINT ranking_problem_id_fkey FOREIGN KEY (problem_id) REFERENCES public.problem(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.referral
    ADD CONSTRAINT referral_called_in_by FOREIGN KEY (called_in_by) REFERENCES public.referral(id);

ALTER TABLE ONLY public.referral
    ADD CONSTRAINT referral_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.referral
    ADD CONSTRAINT referral_holder_id_fkey FOREIGN KEY (holder_id) REFERENCES public.person(id);

ALTER TABLE ONLY public.referral
    ADD CONSTRAINT referral_problem_id_fkey FOREIGN KEY (problem_id) REFERENCES public.problem(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.referral
    ADD CONSTRAINT referral_redirected_from_fkey FOREIGN KEY (redirected_from) REFERENCES public.referral(id);

ALTER TABLE ONLY public.referral_stage
    ADD CONSTRAINT referral_stage_referral_id_fkey FOREIGN KEY (referral_id) REFERENCES public.referral(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.referral
    ADD CONSTRAINT referral_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(id);

ALTER TABLE ONLY public.replaced_link
    ADD CONSTRAINT replaced_link_problem_id_fkey FOREIGN KEY (problem_id) REFERENCES public.problem(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.routing_model
    ADD CONSTRAINT routing_model_parent_fkey FOREIGN KEY (parent) REFERENCES public.routing_model(version);

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.setting
    ADD CONSTRAINT setting_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES public.institution(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.setting
    ADD CONSTRAINT setting_set_by_fkey FOREIGN KEY (set_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.setting
    ADD CONSTRAINT setting_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.succession
    ADD CONSTRAINT succession_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES public.person(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.succession
    ADD CONSTRAINT succession_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(id);

ALTER TABLE ONLY public.turned_away
    ADD CONSTRAINT turned_away_turned_away_by_fkey FOREIGN KEY (turned_away_by) REFERENCES public.person(id);

ALTER TABLE ONLY public.unit_form
    ADD CONSTRAINT unit_form_form_code_fkey FOREIGN KEY (form_code) REFERENCES public.form_of_use(code);

ALTER TABLE ONLY public.unit_form
    ADD CONSTRAINT unit_form_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.unit
    ADD CONSTRAINT unit_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES public.institution(id);

ALTER TABLE ONLY public.unit
    ADD CONSTRAINT unit_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES public.unit(id);

ALTER TABLE ONLY public.unit
    ADD CONSTRAINT unit_successor_id_fkey FOREIGN KEY (successor_id) REFERENCES public.unit(id);

ALTER TABLE ONLY public.unit_successor
    ADD CONSTRAINT unit_successor_successor_id_fkey FOREIGN KEY (successor_id) REFERENCES public.unit(id);

ALTER TABLE ONLY public.unit_successor
    ADD CONSTRAINT unit_successor_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.unit_term
    ADD CONSTRAINT unit_term_concept_id_fkey FOREIGN KEY (concept_id) REFERENCES public.concept(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.unit_term
    ADD CONSTRAINT unit_term_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(id) ON DELETE CASCADE;
