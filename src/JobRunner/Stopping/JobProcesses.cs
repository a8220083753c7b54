namespace JobRunner.Stopping;

/// <summary>What tells a job's processes from others: the id in their environment, or descent from the job's own process.</summary>
internal sealed record JobProcesses(Guid JobId, ProcessIdentity? Leader);
