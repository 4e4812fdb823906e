import { DownloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Descriptions, Skeleton } from 'antd';
import { address, call } from '../../contract/client.ts';
import { operations } from '../../contract/operations.ts';
import type { Letter } from '../../contract/supervision/operations.ts';
import { partsOf } from '../shell/at.ts';
import { useT } from '../shell/language.tsx';
import { localTime, Refusal, useMay } from '../shell/parts.tsx';
import { WritingDrawer } from '../shell/WritingDrawer.tsx';
import { LetterAct } from './LetterAct.tsx';
import { LetterState, Why } from './parts.tsx';
import type { LettersView, SetLetters } from './view.ts';

/** One letter: what it is about, what is asked, the answer, and the one thing to do. J and K go on. */
export function LetterDrawer({
  view,
  setView,
  ids,
  onClose,
}: {
  readonly view: LettersView;
  readonly setView: SetLetters;
  readonly ids: readonly string[];
  readonly onClose: () => void;
}) {
  const t = useT();
  const id = view.letter;
  const found = useQuery({
    queryKey: ['supervision', 'letter', id],
    enabled: id !== undefined,
    queryFn: () => call('supervision.get', { params: { id: id! } }),
  });
  const step = (by: number): void => {
    const next = ids[ids.indexOf(id ?? '') + by];
    if (next) setView({ letter: next, act: undefined }, { asks: true });
  };
  const letter = found.data;
  return (
    <WritingDrawer
      unsaved={false}
      open={id !== undefined}
      size={560}
      title={letter?.number ?? t('supervision:letter')}
      onClose={onClose}
      onKeyDown={(event) => {
        if (event.target instanceof HTMLElement && event.target.closest('input, textarea')) return;
        if (event.key === 'j') step(1);
        if (event.key === 'k') step(-1);
      }}
      extra={
        letter && (
          <Button
            icon={<DownloadOutlined aria-hidden />}
            href={address(operations['supervision.word'], { params: { id: letter.id } })}
          >
            Word
          </Button>
        )
      }
    >
      <Refusal error={found.error} />
      {id !== undefined && found.isPending && <Skeleton active />}
      {letter && (
        <>
          <Facts letter={letter} />
          <LetterAct
            key={`${letter.id} ${letter.version}`}
            letter={letter}
            act={view.act}
            setView={setView}
          />
        </>
      )}
    </WritingDrawer>
  );
}

/** Leads to the ledger where the reader may see it, else to their own list if it is there. */
function Problem({ problem: { id, number, title, mine } }: Pick<Letter, 'problem'>) {
  const may = useMay();
  const page = may('problem.read') ? '/problems' : mine ? '/my-problems' : undefined;
  const name = `${number} ${title}`;
  return page ? <Link {...partsOf(`${page}?id=${id}`)}>{name}</Link> : name;
}

/** The other problems gathered in the letter. */
function Also({ also }: Pick<Letter, 'also'>) {
  const t = useT();
  return (
    <ol className="letter-also">
      {also.map((m) => (
        <li key={m.problem.id}>
          <Problem problem={m.problem} />
          <div className="dim">
            {[m.owner, m.due, t('supervision:also-days', { days: m.days })]
              .filter(Boolean)
              .join(' · ')}
          </div>
        </li>
      ))}
    </ol>
  );
}

/** What a draft goes out without, and why. */
function LeftOut({ leftOut, over }: Pick<Letter, 'leftOut'> & { readonly over: boolean }) {
  const t = useT();
  return (
    <div>
      {t(over ? 'server.error-letter-stale' : 'supervision:left-out')}
      <ul className="letter-also">
        {leftOut.map((l) => (
          <li key={l.problem.id}>
            <Problem problem={l.problem} />
            <div className="dim">{t(`supervision:gone-${l.why}`)}</div>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Facts({ letter }: { letter: Letter }) {
  const t = useT();
  const { problem, measure, also, leftOut, owner, due, asks, answerBy, answer, ended } = letter;
  // Nothing is left: what it was about stands among what is left out.
  const over = leftOut.some((l) => l.problem.id === problem.id);
  const rows: [string, React.ReactNode][] = [
    ['state', <LetterState key="state" letter={letter} />],
    ['problem', !over && <Problem key="problem" problem={problem} />],
    ['measure', measure],
    ['also', also.length > 0 && <Also key="also" also={also} />],
    ['left-out', leftOut.length > 0 && <LeftOut key="left" leftOut={leftOut} over={over} />],
    ['unit', letter.unit.name],
    ['owner', owner],
    ['due', due],
    ['why', <Why key="why" letter={letter} />],
    [
      'issuer',
      [letter.issuer.name, letter.post, letter.answerer?.name].filter(Boolean).join(' · '),
    ],
    ['asks', asks],
    ['answer-by', answerBy],
    ['signed', letter.signedAt && `${letter.signedBy ?? ''} ${localTime(letter.signedAt)}`],
    ['answer', answer],
    ['answered', letter.answeredAt && `${letter.answeredBy ?? ''} ${localTime(letter.answeredAt)}`],
    ['ended', ended && [ended.by, localTime(ended.at), ended.reason].filter(Boolean).join(' · ')],
  ];
  return (
    <Descriptions
      size="small"
      column={1}
      styles={{ label: { width: 84 } }}
      items={rows
        .filter(([, value]) => value)
        .map(([key, children]) => ({ key, label: t(`supervision:label-${key}`), children }))}
    />
  );
}
