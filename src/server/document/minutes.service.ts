import type { PaperFile } from '../../contract/document/operations.ts';
import { benefitTexts } from '../../contract/problem/benefit.ts';
import type { Decision, SessionWhole } from '../../contract/study/schemas.ts';
import { minutesPaper } from '../../office/paper/forms/minutes.ts';
import { longDate } from '../../office/paper/numbering.ts';
import type { Paper } from '../../office/paper/paper.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { inScopesOrNamed, type Trx } from '../platform/scope.ts';
import * as study from '../study/service.ts';
import { handOut } from './hand-out.service.ts';
import { t } from './words.ts';

/** Minutes of a session, for whoever keeps its record: they name who was there. */
export async function minutes(
  ctx: RequestContext,
  id: string,
  file: PaperFile,
): Promise<{ name: string; bytes: Uint8Array }> {
  const session = await study.get(ctx, id);
  if (session.state !== 'held') throw new AppError('session-not-held');
  const naming = (trx: Trx, me: string) => study.ofHost(trx, id, me);
  const { at, unit } = await inScopesOrNamed(ctx, naming, async (at, trx) => ({
    at,
    unit: await org.seen(at, trx, session.unit.id),
  }));
  return handOut(at, {
    paper: paperOf(session),
    file,
    org: unit,
    subject: `session:${id}`,
    content: { form: 'minutes' },
  });
}

function paperOf(s: SessionWhole): Paper {
  const host = s.host?.name ?? s.hostName;
  return minutesPaper(
    {
      organ: s.unit.name,
      kind: t(`study:form-${s.form}`),
      title: s.topic,
      day: s.on,
      ...(s.place ? { place: s.place } : {}),
      ...(host ? { host } : {}),
      ...(s.speaker ? { speaker: s.speaker } : {}),
      recorder: s.recordedBy.name,
      present: (s.attendance ?? []).map((a) => a.name),
      agenda: s.agenda,
      record: (s.outcome ?? '').split(/\n+/).filter(Boolean),
      outcome: [
        ...s.raised.map(({ title, number, unit }) =>
          t('document:minutes-problem', { title, number, unit: unit.name }),
        ),
        ...s.taken.filter((d) => d.state !== 'withdrawn').map(decisionText),
      ],
    },
    t,
  );
}

/** Who answers for a decision and by when, as far as either is known. */
function by(owner: string | null, due: string | null): string {
  if (owner && due) return t('document:minutes-owner-due', { owner, due });
  if (owner) return t('document:minutes-owner', { owner });
  return due ? t('document:minutes-due', { due }) : '';
}

/** A decision as it was taken: how many benefited in the end is told by its result, not by the minutes. */
function decisionText({ text, owner, ownerName, due, ...decided }: Decision): string {
  const who = by(owner?.name ?? ownerName, due && longDate(due));
  const said = t('document:minutes-decision', { text: text.replace(/[。.]$/, '') });
  const benefit = benefitTexts(t, { ...decided, benefited: null }).join('，');
  return `${said}${who}。${benefit ? t('document:minutes-benefit', { benefit }) : ''}`;
}
