using JobRunner.Telemetry;

namespace JobRunner.Jobs;

/// <summary>What all jobs of a manager share.</summary>
internal sealed record JobServices(JobsManagerOptions Options, JobStarter Starter, JobTable Table, TimeProvider Time, JobsLog Log, Action<Job> OnFinished);
