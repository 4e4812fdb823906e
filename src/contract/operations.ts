import { appraisalOperations } from './appraisal/operations.ts';
import { ballotOfficeOperations } from './ballot/office.ts';
import { ballotOperations } from './ballot/operations.ts';
import { campaignOperations } from './campaign/operations.ts';
import { cockpitOperations } from './cockpit/operations.ts';
import { documentOperations } from './document/operations.ts';
import { dutyOperations } from './duty/operations.ts';
import { evidenceOperations } from './evidence/operations.ts';
import { identityOperations } from './identity/operations.ts';
import { institutionOperations } from './institution/operations.ts';
import { needOperations } from './need/operations.ts';
import { noticeOperations } from './notice/operations.ts';
import { orgOperations } from './org/operations.ts';
import { personOperations } from './person/operations.ts';
import { problemBulkOperations } from './problem/bulk.ts';
import { problemFileOperations } from './problem/files.ts';
import { problemOperations } from './problem/operations.ts';
import { recordOperations } from './record/operations.ts';
import { searchOperations } from './search/operations.ts';
import { specialOperations } from './special/operations.ts';
import { studyOperations } from './study/operations.ts';
import { supervisionOperations } from './supervision/operations.ts';
import { surveyOperations } from './survey/operations.ts';
import { systemOperations } from './system/operations.ts';
import { taskOperations } from './task/operations.ts';
import { todayOperations } from './today/operations.ts';
import { visitOperations } from './visit/operations.ts';
import { voiceOperations } from './voice/operations.ts';
import { voiceTopicOperations } from './voice/topic-operations.ts';

/** Every operation of the server, by name. */
export const operations = {
  ...identityOperations,
  ...orgOperations,
  ...personOperations,
  ...dutyOperations,
  ...campaignOperations,
  ...problemOperations,
  ...cockpitOperations,
  ...studyOperations,
  ...needOperations,
  ...surveyOperations,
  ...problemBulkOperations,
  ...problemFileOperations,
  ...evidenceOperations,
  ...documentOperations,
  ...institutionOperations,
  ...specialOperations,
  ...recordOperations,
  ...noticeOperations,
  ...searchOperations,
  ...supervisionOperations,
  ...systemOperations,
  ...taskOperations,
  ...todayOperations,
  ...voiceOperations,
  ...voiceTopicOperations,
  ...visitOperations,
  ...ballotOperations,
  ...ballotOfficeOperations,
  ...appraisalOperations,
} as const;
export type Operations = typeof operations;
export type OperationName = keyof Operations;
