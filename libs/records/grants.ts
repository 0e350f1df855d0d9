import type { DataSource } from 'typeorm';

/** What the application's role may do beside reading everything. What is not here it may not: change what happened, or organisations. The directory it changes only with who and why (note_directory_change). */
const rights: Readonly<Record<string, string>> = {
  events: 'insert', system_alarm_closings: 'insert', system_alarms: 'insert, update, delete', refusals: 'insert', patient_searches: 'insert', huddle_walks: 'insert', patient_identifiers: 'insert', patients: 'insert, update', admissions: 'insert, update', case_claims: 'insert, update',
  notices: 'insert, update', notice_turns: 'insert, update', unreached_calls: 'insert, update', cases: 'insert, update', heartbeats: 'insert, update, delete', commands: 'insert, update, delete', record_halts: 'insert, update, delete', case_organisations: 'insert, update, delete',
  tasks: 'insert, update, delete', escalations: 'insert, update, delete', calls: 'insert, update, delete', watchdog_alarms: 'insert, update',
  // A person's name and organisation are given once; people leave, and are not deleted.
  people: 'insert, update (active, grade)', identities: 'insert', person_roles: 'insert, update (active_from, active_until, position)', contact_methods: 'insert, delete, update (position, verified_at)', contact_codes: 'insert, update, delete',
  teams: 'insert, update', team_members: 'insert, update (active_until)', leaves: 'insert, update (withdrawn_at)', covers: 'insert, update (status, decided_at)', rotas: 'insert, update',
  rota_overrides: 'insert, update (withdrawn_at)', reassignments: 'insert, update (done_at)', reassignment_items: 'insert, update (status, refused_because)', directory_changes: 'insert',
  links: 'insert, update', webhooks: 'insert, update (url, description, kinds, status, status_since, off_because, rotated_at)', webhook_secrets: 'insert, update (signs_until), delete', webhook_lanes: 'insert, update', webhook_deliveries: 'insert, update, delete', staff_mails: 'insert, update, delete',
  policy_drafts: 'insert, update (status, ended_at, ended_by, ended_because)', policy_approvals: 'insert', policy_releases: 'insert',
  policy_rehearsals: 'insert, update (status, total, done, worked_at, ended_at, failed_because, result)',
  // What was released of a trace stays as it was reviewed; who did what with it stays too.
  decision_traces: 'insert, update (status, released, not_names, released_by, released_at, withdrawn_because)', decision_trace_acts: 'insert',
  scenario_rehearsals: 'insert', scenario_questions: 'insert, update (answered_at, answer, compared_at, policy, same_role, in_time, judgement, learning)',
  raising_links: 'insert, update (revoked_at, revoked_by, revoked_because)', raisings: 'insert',
  // What is counted of a system stays as it was told.
  organisation_claims: 'insert, update', indicator_sources: 'insert, update (ended_at)', indicator_secrets: 'insert', indicator_messages: 'insert', indicator_readings: 'insert', level_proposals: 'insert, update (told_at, answer)', system_participants: 'insert, update (until)',
  // What the pages keep.
  sessions: 'insert, update (seen_at, ended_at), delete', kept_forms: 'insert, delete', saved_views: 'insert, update, delete', page_settings: 'insert, update ("on")',
  // The bytes of a message and when they came stay as they are.
  messages: 'insert, update (kind, outcome, flags, fields, answer, patient_id, admission_id, case_id, referral, answered_at)',
};

/** Gives the role exactly these rights, whatever it had. @returns false when there is no such role, or it is the owner itself */
export async function grantApplication(owner: DataSource, role: string): Promise<boolean> {
  const found = await owner.query<unknown[]>('select 1 from pg_roles where rolname = $1 and rolname <> current_user', [role]);
  if (found.length === 0) return false;
  const name = `"${role.replaceAll('"', '""')}"`;
  await owner.transaction(async (manager) => {
    await manager.query(`grant usage on schema public to ${name}`);
    await manager.query(`revoke all on all tables in schema public from ${name}`);
    await manager.query(`grant select on all tables in schema public to ${name}`);
    await manager.query(`grant usage on sequence case_changes to ${name}`);
    for (const [table, allowed] of Object.entries(rights)) await manager.query(`grant ${allowed} on ${table} to ${name}`);
  });
  return true;
}
