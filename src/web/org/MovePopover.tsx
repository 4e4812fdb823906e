import { Button, Form } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { DayInput } from '../shell/DayInput.tsx';
import { today } from '../shell/day.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { useUnit } from './data.ts';
import type { Drop } from './TreeView.tsx';
import { useActs } from './useActs.tsx';

const WIDTH = 260;

/** After a unit was dropped: from which day. A new order among siblings needs none. */
export function MovePopover({ drop, onDone }: { drop: Drop; onDone: () => void }) {
  const t = useT();
  const acts = useActs();
  const [on, setOn] = useState(today());
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const target = useUnit(drop.parentId);
  const name = target.data?.unit.name ?? '';
  const sameParent = drop.parentId === drop.unit.parentId;
  const move = async () => {
    if (busy) return;
    setBusy(true);
    setError(undefined);
    const day = sameParent ? undefined : on;
    try {
      await acts.move(drop.unit, { parentId: drop.parentId, before: drop.before, on: day }, name);
      onDone();
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  };
  const started = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, as soon as the name is there
  useEffect(() => {
    if (!sameParent || !target.data || started.current) return;
    started.current = true;
    void move();
  }, [sameParent, target.data]);
  if (sameParent && !error) return null;
  return (
    <div
      className="org-drop"
      role="dialog"
      aria-label={t('org:act-move')}
      style={{
        left: Math.max(8, Math.min(drop.x, window.innerWidth - WIDTH - 16)),
        top: Math.max(8, Math.min(drop.y, window.innerHeight - 220)),
        width: WIDTH,
      }}
      onKeyDown={(e) => e.key === 'Escape' && onDone()}
    >
      <Form layout="vertical" onFinish={() => void move()}>
        <p>{t('org:drop', { unit: drop.unit.name, to: name })}</p>
        <Refusal error={error} />
        {!sameParent && (
          <Form.Item label={t('org:effective')}>
            <DayInput
              autoFocus
              label={t('org:effective')}
              value={on}
              min={drop.unit.since}
              max={today()}
              onChange={(day) => setOn(day ?? today())}
            />
          </Form.Item>
        )}
        <div className="drawer-foot">
          <Button size="small" onClick={onDone}>
            {t('web.cancel')}
          </Button>
          {!sameParent && (
            <Button size="small" type="primary" htmlType="submit" aria-busy={busy}>
              {t('org:act-move')}
            </Button>
          )}
        </div>
      </Form>
    </div>
  );
}
