using System.Net;
using System.Net.Sockets;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Samples;

/// <summary>The web host as a program of its own, and curl as its clients.</summary>
internal sealed class WebHostProgram : IAsyncDisposable
{
    private readonly JobsManager _programs;
    private readonly Guid _host;

    private WebHostProgram(string folder, string certificates, Guid host, JobsManager programs, int port)
    {
        Folder = folder;
        Certificates = certificates;
        Port = port;
        _host = host;
        _programs = programs;
    }

    /// <summary>Where the program and its appsettings.json are.</summary>
    public string Folder { get; }

    public string Certificates { get; }

    public int Port { get; }

    public string Address => $"https://localhost:{Port}";

    /// <summary>What it has printed by now.</summary>
    public Task<string> Printed => _programs.ReadOutputTextAsync(_host, new OutputReadOptions { Follow = false });

    /// <summary>Copies the program as it was built, so that a test can change what stands beside it.</summary>
    public static void Copy(string folder)
    {
        // The same configuration and framework as the tests'.
        var build = Path.GetRelativePath(Repository.PathOf("tests/JobRunner.Http.Tests"), AppContext.BaseDirectory);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.PathOf("samples/WebHost"), build)))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }
    }

    /// <summary>Starts it, and waits until it says where it listens.</summary>
    /// <param name="folder">Where it was copied to.</param>
    /// <param name="certificates">The folder of its certificates; null: what it chooses itself.</param>
    public static async Task<WebHostProgram> StartAsync(string folder, string? certificates = null)
    {
        var port = FindFreePort();
        var programs = new JobsManager();
        string[] settings = certificates is null ? [$"--Port={port}"] : [$"--Port={port}", $"--Certificates:Folder={certificates}"];
        var host = await programs.StartAsync(new JobSpec("dotnet", [Path.Combine(folder, "WebHost.dll"), .. settings]) { WorkingDirectory = "/" });
        var program = new WebHostProgram(folder, certificates ?? Path.Combine(folder, "certs"), host, programs, port);
        await program.Until("the host greets", async () => (await program.Printed).Contains($"operator.key https://localhost:{port}/jobs\n", StringComparison.Ordinal)
            || (await program.Printed).Contains($"operator.key' https://localhost:{port}/jobs\n", StringComparison.Ordinal));
        return program;
    }

    /// <summary>Runs curl as MyClient1 to its end.</summary>
    public Task<JobResult> MyClient1(string path, params string[] arguments) => Run(Curl("client.pem", "MyClient1.key", path, arguments));

    /// <summary>Runs curl as the operator to its end.</summary>
    public Task<JobResult> Operator(string path, params string[] arguments) => Run(Curl("operator.pem", "operator.key", path, arguments));

    /// <summary>A curl line that says the status after the body.</summary>
    public JobSpec Curl(string certificate, string key, string path, params string[] arguments) => new(
        "curl",
        ["-sS", "-N", "--cacert", "ca.pem", "--cert", certificate, "--key", key, "-w", "\n%{http_code}", .. arguments, Address + path])
    {
        WorkingDirectory = Certificates,
    };

    public async Task<JobResult> Run(JobSpec spec) => await _programs.RunAsync(spec).Within($"{spec.Command} ends");

    /// <summary>A line of what the system knows of the host's memory, in bytes: VmRSS for what is resident now, VmHWM for the most that ever was.</summary>
    public async Task<long> MemoryAsync(string line)
    {
        var lines = await File.ReadAllLinesAsync($"/proc/{(await _programs.QueryAsync(_host)).ProcessId}/status");
        return 1024 * long.Parse(lines.Single(text => text.StartsWith($"{line}:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
    }

    public Task<Guid> Start(JobSpec spec) => _programs.StartAsync(spec);

    public ValueTask<JobStatus> Query(Guid program) => _programs.QueryAsync(program);

    public async Task<JobStatus> Wait(Guid program) => await _programs.WaitAsync(program).Within("the program ends");

    public Task WaitForOutput(Guid program, string text) => Until(
        $"the program prints '{text}'", async () => (await _programs.ReadOutputTextAsync(program, new OutputReadOptions { Follow = false })).Contains(text, StringComparison.Ordinal));

    public Task<string> Read(Guid program) => _programs.ReadOutputTextAsync(program).Within("the program's output ends");

    /// <summary>Presses Ctrl+C.</summary>
    public async Task<JobStatus> InterruptAsync()
    {
        await _programs.SignalAsync(_host, JobSignal.SIGINT);
        return await _programs.WaitAsync(_host).Within("the host ends");
    }

    public async ValueTask DisposeAsync()
    {
        await _programs.DisposeAsync();
        Assert.That(Leftovers.Find(), Is.Empty, "processes outlive the host");
    }

    private async Task Until(string what, Func<Task<bool>> condition) => await Waiting.Until(what, async () =>
    {
        Assert.That((await _programs.QueryAsync(_host)).IsFinished, Is.False, $"The host has ended before {what}: {await Printed}");
        return await condition();
    });

    private static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
