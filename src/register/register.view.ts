import {
  type Action,
  authorise,
  type HubContext,
  type InternalView,
  internalName,
  internalView,
  type Scope,
} from '../access/index.js';

/** What a viewer sees of a register. Made by `registerView` alone, so that no finder is reached without permission. */
export interface RegisterView {
  scope: Scope;
  today: string;
  /** The viewer's territory; null: none, or everywhere. */
  division: string | null;
  /** Whose internal texts it shows. */
  internal: InternalView;
}

/** The viewer's view of a register. Throws where the viewer may read none of it. */
export function registerView({ viewer, today }: HubContext, action: Action): RegisterView {
  const scope = authorise(viewer, action);
  const territorial = scope === 'OWN_OR_PUBLISHED' || scope === 'OWN_DIVISION';
  return { scope, today, division: territorial ? viewer.divisionCode : null, internal: internalView(viewer) };
}

/** Views with one name show the same: what they ask for at one moment is asked for together. */
export const viewName = ({ scope, today, division, internal }: RegisterView): string =>
  `${scope} ${today} ${division} ${internalName(internal)}`;
