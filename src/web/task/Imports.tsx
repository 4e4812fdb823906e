import { Link } from '@tanstack/react-router';
import { Empty, Table } from 'antd';
import type { Task } from '../../contract/task/operations.ts';
import { useT } from '../shell/language.tsx';
import { localTime, PageHead, Refusal } from '../shell/parts.tsx';
import { useTasks } from './data.ts';
import { RejectsButton, TaskStateWord } from './parts.tsx';

/** One's own imports 我的导入: what is under way, what waits to be confirmed, what came of it. */
export default function Imports() {
  const t = useT();
  const found = useTasks({ limit: 200 });
  return (
    <div className="page">
      <PageHead title={t('task:room')} />
      <Refusal error={found.error} />
      <Table<Task>
        size="small"
        rowKey="id"
        loading={found.isPending}
        dataSource={found.data ?? []}
        pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        scroll={{ x: 860 }}
        locale={{ emptyText: <Empty image={null} description={t('task:none')} /> }}
        columns={[
          {
            title: t('task:file'),
            render: (_, task) => <Link to={task.link}>{task.file || '—'}</Link>,
          },
          { title: t('task:kind'), width: 80, render: (_, task) => t(`task:kind-${task.kind}`) },
          { title: t('task:unit'), width: 160, ellipsis: true, render: (_, task) => task.org.name },
          {
            title: t('task:state'),
            width: 90,
            render: (_, { state }) => <TaskStateWord state={state} />,
          },
          { title: t('task:rows'), dataIndex: 'rows', width: 80, align: 'right' },
          {
            title: t('task:rejected'),
            width: 170,
            render: (_, task) => <RejectsButton task={task} />,
          },
          { title: t('task:when'), width: 150, render: (_, task) => localTime(task.createdAt) },
        ]}
      />
    </div>
  );
}
