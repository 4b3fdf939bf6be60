interface Tab {
  value: string;
  label: string;
  count?: number | undefined;
}

interface TabBarProps {
  label: string;
  tabs: readonly Tab[];
  chosen: string | undefined;
  onChoose: (value: string) => void;
}

/** The lists that a page has; the one shown is pressed. */
export function TabBar({ label, tabs, chosen, onChoose }: TabBarProps) {
  return (
    <div role="group" aria-label={label} className="tabs">
      {tabs.map((tab) => (
        <button key={tab.value} type="button" className="tab" aria-pressed={tab.value === chosen} onClick={() => onChoose(tab.value)}>
          {tab.label}
          {tab.count !== undefined && tab.count > 0 && <span className="tab-count figures">{tab.count}</span>}
        </button>
      ))}
    </div>
  );
}
