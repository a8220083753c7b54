namespace JobRunner.DependencyInjection;

/// <summary>What one call of AddJobsManager asked for.</summary>
internal sealed record JobsManagerSetup(Action<IServiceProvider, JobsManagerOptions> Configure);
