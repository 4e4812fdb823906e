import {
  CloseOutlined,
  QuestionCircleOutlined,
  SearchOutlined,
  UserOutlined,
} from '@ant-design/icons';
import { Button, Popover } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { Bell } from '../notice/Bell.tsx';
import { UnitPicker } from '../org/UnitPicker.tsx';
import { useAt, useSetAt } from './at.ts';
import { useT } from './language.tsx';
import { useMay, useMe } from './parts.tsx';

const MePanel = lazy(async () => ({ default: (await import('./MePanel.tsx')).MePanel }));

/** Unit, search, help and oneself, at the top of every page. */
export function TopBar({ onFind, onHelp }: { onFind: () => void; onHelp: () => void }) {
  const t = useT();
  const me = useMe();
  const [open, setOpen] = useState(false);
  return (
    <header className="top">
      <UnitSwitch />
      <div className="grow" />
      <Button className="top-search" icon={<SearchOutlined aria-hidden />} onClick={onFind}>
        <span className="grow">{t('web.find')}</span> <kbd>Ctrl K</kbd>
      </Button>
      <Button
        type="text"
        icon={<QuestionCircleOutlined aria-hidden />}
        aria-label={t('web.help')}
        title={t('web.help-key')}
        onClick={onHelp}
      />
      <Bell />
      <Popover
        open={open}
        onOpenChange={setOpen}
        trigger="click"
        placement="bottomRight"
        content={
          <Suspense fallback={<div className="me-panel" />}>
            <MePanel onGo={() => setOpen(false)} />
          </Suspense>
        }
      >
        <Button
          type="text"
          className="top-me"
          icon={<UserOutlined aria-hidden />}
          aria-haspopup="dialog"
          aria-expanded={open}
        >
          {me?.name}
        </Button>
      </Popover>
    </header>
  );
}

/** Chooses the unit that all pages show; everything in reach when none is chosen. */
function UnitSwitch() {
  const t = useT();
  const at = useAt();
  const setAt = useSetAt();
  const may = useMay();
  if (!may('org.read')) return null;
  return (
    <div className="top-unit">
      <UnitPicker
        quiet
        value={at}
        label={t('web.at-unit')}
        none={t('web.at-all')}
        onChange={(unit) => setAt(unit.id)}
      />
      {at && (
        <Button
          type="text"
          size="small"
          icon={<CloseOutlined aria-hidden />}
          aria-label={t('web.at-clear')}
          title={t('web.at-clear')}
          onClick={() => setAt(undefined)}
        />
      )}
    </div>
  );
}
