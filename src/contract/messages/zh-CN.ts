import ballot from './zh-CN/ballot.json' with { type: 'json' };
import campaign from './zh-CN/campaign.json' with { type: 'json' };
import cockpit from './zh-CN/cockpit.json' with { type: 'json' };
import document from './zh-CN/document.json' with { type: 'json' };
import duty from './zh-CN/duty.json' with { type: 'json' };
import engine from './zh-CN/engine.json' with { type: 'json' };
import evidence from './zh-CN/evidence.json' with { type: 'json' };
import hot from './zh-CN/hot.json' with { type: 'json' };
import identity from './zh-CN/identity.json' with { type: 'json' };
import institution from './zh-CN/institution.json' with { type: 'json' };
import ledger from './zh-CN/ledger.json' with { type: 'json' };
import need from './zh-CN/need.json' with { type: 'json' };
import notice from './zh-CN/notice.json' with { type: 'json' };
import office from './zh-CN/office.json' with { type: 'json' };
import org from './zh-CN/org.json' with { type: 'json' };
import permission from './zh-CN/permission.json' with { type: 'json' };
import person from './zh-CN/person.json' with { type: 'json' };
import problem from './zh-CN/problem.json' with { type: 'json' };
import record from './zh-CN/record.json' with { type: 'json' };
import server from './zh-CN/server.json' with { type: 'json' };
import special from './zh-CN/special.json' with { type: 'json' };
import study from './zh-CN/study.json' with { type: 'json' };
import supervision from './zh-CN/supervision.json' with { type: 'json' };
import survey from './zh-CN/survey.json' with { type: 'json' };
import system from './zh-CN/system.json' with { type: 'json' };
import task from './zh-CN/task.json' with { type: 'json' };
import visit from './zh-CN/visit.json' with { type: 'json' };
import voice from './zh-CN/voice.json' with { type: 'json' };
import web from './zh-CN/web.json' with { type: 'json' };

/** All texts of the page in one language, by key; the command line adds its own. */
export const catalogue: Readonly<Record<string, string>> = {
  ...campaign,
  ...cockpit,
  ...document,
  ...duty,
  ...engine,
  ...evidence,
  ...hot,
  ...identity,
  ...ledger,
  ...institution,
  ...notice,
  ...office,
  ...org,
  ...permission,
  ...person,
  ...problem,
  ...record,
  ...server,
  ...study,
  ...need,
  ...survey,
  ...special,
  ...supervision,
  ...system,
  ...task,
  ...visit,
  ...ballot,
  ...voice,
  ...web,
};
