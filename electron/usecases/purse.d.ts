import type { OpenProject } from './open-project.ts';
/** What a question might cost at most. */
type Held = {
    readonly cost: number;
};
/** What all runs of a project have cost, and what their questions under way might: one for all its budgets. */
export declare class Purse {
    #private;
    constructor(cost: number);
    get cost(): number;
    /**
     * Sets it aside where the limit leaves room for it. False where there may be room once other questions are answered.
     * Throws AppFailure `project_limit_reached` where there will be none.
     */
    hold(most: Held, limit: number | null): boolean;
    /** What was set aside is not any more; so much was spent of it. */
    settle(most: Held, cost: number): void;
    /** Until a question is settled. Throws AppFailure `cancelled`. */
    change(signal?: AbortSignal): Promise<void>;
}
/** What a project has spent: read once, then kept by the budgets of its runs. No other process asks for it meanwhile. */
export declare function purseOf(project: OpenProject): Promise<Purse>;
export {};
