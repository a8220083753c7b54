namespace JobRunner.Benchmarks.Scenarios;

/// <summary>A way to run programs, to be compared with others.</summary>
internal interface IContender : IAsyncDisposable
{
    /// <summary>Runs a program to its end, its output read.</summary>
    Task RunAsync(string command, params string[] arguments);

    /// <summary>Starts a program that goes on until <see cref="StopAllAsync"/>.</summary>
    Task StartAsync(string command, params string[] arguments);

    /// <summary>Ends all that was started, in the contender's own way, and waits for it.</summary>
    Task StopAllAsync();

    /// <summary>Ends all that was started, in whatever way is fast: this is not measured.</summary>
    Task ClearAsync();
}
