using JobRunner.Http.Client;

namespace JobRunner.Cli.Connection;

/// <summary>Jobs, wherever they are. Verbs know no more of it, so that they work over any <see cref="IJobsManager"/>.</summary>
/// <param name="Jobs">The jobs.</param>
/// <param name="Url">Where they are.</param>
/// <param name="DescribeAsync">Asks the server who it takes the caller for.</param>
internal sealed record JobsConnection(IJobsManager Jobs, Uri Url, Func<CancellationToken, Task<JobsServiceInfo>> DescribeAsync) : IAsyncDisposable
{
    /// <summary>What is closed with it; null: nothing.</summary>
    public IAsyncDisposable? Owned { get; init; }

    public ValueTask DisposeAsync() => Owned?.DisposeAsync() ?? ValueTask.CompletedTask;
}
