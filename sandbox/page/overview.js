// From the sandbox's overview to what the page draws. Only this file knows the overview's shape.

const latest = (times) => Math.max(0, ...times.filter(Boolean).map((time) => (typeof time === 'number' ? time : Date.parse(time))));

export function readFastdok({ domains, cases }) {
  return {
    domains,
    cases: cases.map((one, index) => ({
      id: one.id, name: one.name, domain: one.domain, forms: one.forms,
      licence: domains.find((domain) => domain.name === one.domain)?.licence === true,
      state: one.archived ? 'archived' : one.task?.kind,
      // A completed task and the task that followed it are one step.
      steps: one.history.flatMap((task, at) => (task.action ? [{ from: task.kind, action: task.action, to: one.history[at + 1]?.kind ?? 'archived' }] : [])),
      // Times are whole seconds; of those that changed within the same one, the later case counts as the later change.
      changed: latest(one.history.flatMap((task) => [task.created, task.completed])) + index / 100,
    })),
  };
}

export function readAltinn({ editions, cases }) {
  return {
    editions: editions.map((edition) => ({
      ...edition,
      transitions: edition.states.flatMap((state) => state.transitions.map((transition) => ({ ...transition, from: state.name }))),
    })),
    cases: cases.map((one, index) => ({
      ...one,
      status: one.deleted ? 'deleted' : one.archived ? 'archived' : 'active',
      steps: one.history,
      changed: latest([one.created, ...one.history.map((step) => step.at)]) + index / 100,
    })),
  };
}
