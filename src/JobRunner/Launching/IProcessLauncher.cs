using JobRunner.Specs;

namespace JobRunner.Launching;

/// <summary>The seam to the operating system: starts programs.</summary>
internal interface IProcessLauncher : IAsyncDisposable
{
    /// <summary>Starts the program. Standard input is at end of file from the start.</summary>
    /// <exception cref="JobStartException">The system refused; nothing was started.</exception>
    ValueTask<IJobProcess> StartAsync(ResolvedSpec spec);
}
