namespace JobRunner.Stopping;

/// <summary>What came of killing what was left of a job.</summary>
/// <param name="FoundAny">Whether anything was.</param>
/// <param name="Survivors">What could not be killed.</param>
internal sealed record KillReport(bool FoundAny, IReadOnlyList<ProcessIdentity> Survivors);
