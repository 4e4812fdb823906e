import {
  ApartmentOutlined,
  AuditOutlined,
  BarChartOutlined,
  BookOutlined,
  CarryOutOutlined,
  CheckSquareOutlined,
  ClusterOutlined,
  FileProtectOutlined,
  FileSearchOutlined,
  FileWordOutlined,
  FlagOutlined,
  FormOutlined,
  FundOutlined,
  HomeOutlined,
  MessageOutlined,
  NotificationOutlined,
  ReadOutlined,
  SafetyCertificateOutlined,
  ScheduleOutlined,
  SettingOutlined,
  SolutionOutlined,
  TeamOutlined,
  UserSwitchOutlined,
} from '@ant-design/icons';
import type { ComponentType } from 'react';
import { type Held, type Permission, scopesOf } from '../../contract/permissions.ts';

/** Rights of whoever is signed in. */
interface Who {
  readonly permissions: readonly string[];
  readonly grants: readonly Held[];
}

/** A page of a room: its address, its place in the rail, and who is offered it. */
export interface RoomPage {
  readonly path: string;
  /** Key of its name. */
  readonly title: string;
  /** Shown in the rail; a page without icon is reached from others. */
  readonly icon?: ComponentType<{ 'aria-hidden'?: boolean }>;
  /** Offered to whoever holds one of these somewhere; `session`: to everybody signed in. */
  readonly needs: readonly Permission[];
  /** The administrator's: below the others in the rail, under a heading of their own. */
  readonly administration?: true;
  /** Concerns everybody: offered to who may do it for the whole organisation, not for a part. */
  readonly whole?: true;
  /** A value of its address that opens it to whoever was sent the link; the server says who may see. */
  readonly opensBy?: string;
  readonly load: () => Promise<{ default: ComponentType }>;
}

/** Pages in the order of the rail (UI.md «Frame»). The workbench has a typed route of its own. */
export const pages: readonly RoomPage[] = [
  {
    path: '/',
    title: 'web.room-today',
    icon: HomeOutlined,
    needs: ['session'],
    load: () => import('../today/Today.tsx'),
  },
  {
    path: '/cockpit',
    title: 'cockpit:room',
    icon: FundOutlined,
    needs: ['problem.read'],
    load: () => import('../cockpit/Cockpit.tsx'),
  },
  {
    path: '/study',
    title: 'study:room',
    icon: BookOutlined,
    needs: ['study.read'],
    load: () => import('../study/Study.tsx'),
  },
  {
    path: '/study/here/$code',
    title: 'study:here',
    needs: ['session'],
    load: () => import('../study/Here.tsx'),
  },
  {
    path: '/inspect',
    title: 'problem:room-inspect',
    icon: FileSearchOutlined,
    needs: ['problem.read'],
    load: () => import('../problem/Inspect.tsx'),
  },
  {
    path: '/problems',
    title: 'problem:room-rectify',
    icon: CheckSquareOutlined,
    needs: ['problem.read'],
    load: () => import('../problem/Rectify.tsx'),
  },
  {
    path: '/my-problems',
    title: 'problem:mine',
    icon: CarryOutOutlined,
    needs: ['session'],
    load: () => import('../problem/Mine.tsx'),
  },
  {
    path: '/specials',
    title: 'special:room',
    icon: ClusterOutlined,
    needs: ['problem.read'],
    load: () => import('../special/Specials.tsx'),
  },
  {
    path: '/institutions',
    title: 'institution:room',
    icon: ReadOutlined,
    needs: ['problem.read'],
    load: () => import('../institution/Institutions.tsx'),
  },
  {
    path: '/voices',
    title: 'voice:room',
    icon: MessageOutlined,
    needs: ['voice.read', 'visit.read', 'voice.sealed'],
    load: () => import('../voice/Voices.tsx'),
  },
  {
    path: '/survey/mine/$id',
    title: 'survey:mine',
    needs: ['session'],
    load: () => import('../survey/Mine.tsx'),
  },
  {
    path: '/surveys',
    title: 'survey:room',
    icon: FormOutlined,
    needs: ['survey.read'],
    load: () => import('../survey/Surveys.tsx'),
  },
  {
    path: '/ballots',
    title: 'ballot:room',
    icon: SolutionOutlined,
    needs: ['ballot.read'],
    load: () => import('../ballot/Ballots.tsx'),
  },
  {
    path: '/appraisal',
    title: 'web.room-appraisal',
    icon: BarChartOutlined,
    needs: ['appraisal.read'],
    load: () => import('../appraisal/Workbench.tsx'),
  },
  {
    path: '/appraisal/runs',
    title: 'web.room-runs',
    icon: FileProtectOutlined,
    needs: ['appraisal.read'],
    load: () => import('../appraisal/Runs.tsx'),
  },
  {
    path: '/campaigns',
    title: 'campaign:room',
    icon: FlagOutlined,
    needs: ['campaign.manage', 'problem.review', 'problem.write', 'study.write'],
    load: () => import('../campaign/Campaigns.tsx'),
  },
  {
    path: '/org',
    title: 'org:room',
    icon: ApartmentOutlined,
    needs: ['org.read'],
    load: () => import('../org/Organisation.tsx'),
  },
  {
    path: '/people',
    title: 'person:room',
    icon: TeamOutlined,
    needs: ['person.read'],
    load: () => import('../person/People.tsx'),
  },
  {
    path: '/mine',
    title: 'person:mine',
    needs: ['session'],
    load: () => import('../person/Mine.tsx'),
  },
  {
    path: '/duty',
    title: 'duty:room',
    icon: SafetyCertificateOutlined,
    needs: ['duty.read'],
    load: () => import('../duty/Duties.tsx'),
  },
  {
    path: '/documents',
    title: 'document:room',
    icon: FileWordOutlined,
    needs: ['problem.read'],
    load: () => import('../document/Documents.tsx'),
  },
  {
    path: '/supervision',
    title: 'supervision:room',
    icon: NotificationOutlined,
    needs: ['supervision.read'],
    opensBy: 'letter',
    load: () => import('../supervision/Supervision.tsx'),
  },
  {
    path: '/record',
    title: 'record:room',
    icon: AuditOutlined,
    needs: ['record.read', 'settings.manage'],
    load: () => import('../record/Record.tsx'),
  },
  {
    path: '/accounts',
    title: 'identity:accounts',
    icon: UserSwitchOutlined,
    needs: ['account.manage'],
    administration: true,
    load: () => import('../identity/Accounts.tsx'),
  },
  {
    path: '/system/settings',
    title: 'system:settings',
    icon: SettingOutlined,
    needs: ['settings.manage'],
    administration: true,
    load: () => import('../system/Settings.tsx'),
  },
  {
    path: '/system/jobs',
    title: 'system:jobs',
    icon: ScheduleOutlined,
    needs: ['jobs.manage'],
    administration: true,
    whole: true,
    load: () => import('../system/Jobs.tsx'),
  },
  {
    path: '/notices',
    title: 'notice:room',
    needs: ['session'],
    load: () => import('../notice/Notices.tsx'),
  },
  {
    path: '/imports',
    title: 'task:room',
    needs: ['session'],
    load: () => import('../task/Imports.tsx'),
  },
  {
    path: '/help',
    title: 'web.help',
    needs: ['session'],
    load: () => import('./HelpPage.tsx'),
  },
  {
    path: '/account',
    title: 'identity:account',
    needs: ['session'],
    load: () => import('../identity/Account.tsx'),
  },
];

/** Whether a page is for somebody. */
export const isOffered = ({ needs, whole }: RoomPage, who: Who | undefined): boolean =>
  needs.some(
    (p) =>
      p === 'session' || (whole ? mayEverywhere(who, p) : (who?.permissions.includes(p) ?? false)),
  );

/** Whether a page opens for somebody at an address: it is offered, or they were sent a link to it. */
export const opensTo = (
  page: RoomPage,
  who: Who | undefined,
  search: Readonly<Record<string, unknown>>,
): boolean =>
  isOffered(page, who) || (page.opensBy !== undefined && search[page.opensBy] !== undefined);

/** Whether somebody may do something for the whole organisation: its path is a single step. */
export const mayEverywhere = (who: Who | undefined, permission: Permission): boolean =>
  scopesOf(who?.grants ?? [], permission).some((path) => !path.includes('.'));

/** Pages of the rail that somebody is offered. */
export function roomsFor(who: Who | undefined): RoomPage[] {
  return pages.filter((page) => page.icon && isOffered(page, who));
}

/** Last part of an address that is not the same each time. */
const CODE = '/$code';

/** The page at an address (its path, or a whole address of ours). */
export function pageOf(address: string): RoomPage | undefined {
  const path = address.split(/[?#]/)[0]!.replace(/(.)\/$/, '$1');
  return pages.find((p) =>
    p.path.endsWith(CODE) ? path.startsWith(p.path.slice(0, 1 - CODE.length)) : p.path === path,
  );
}
