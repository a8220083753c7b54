using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Docs.Tests.Shell;

/// <summary>A server as a program of its own.</summary>
internal sealed class ServerProgram : IAsyncDisposable
{
    private readonly JobsManager _programs = new();

    /// <summary>Starts one, and waits until it says that it is there.</summary>
    /// <param name="program">What to run.</param>
    /// <param name="ready">What it says.</param>
    public static async Task<ServerProgram> StartAsync(JobSpec program, string ready)
    {
        var server = new ServerProgram();
        var job = await server._programs.StartAsync(program);
        await Waiting.Until($"the server says '{ready}'", async () =>
        {
            var printed = await server._programs.ReadOutputTextAsync(job, new OutputReadOptions { Follow = false });
            Assert.That((await server._programs.QueryAsync(job)).IsFinished, Is.False, printed);
            return printed.Contains(ready, StringComparison.Ordinal);
        });
        return server;
    }

    public async ValueTask DisposeAsync() => await _programs.DisposeAsync();
}
