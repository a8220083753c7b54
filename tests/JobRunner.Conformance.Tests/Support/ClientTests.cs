using JobRunner.Http.Client;
using JobRunner.Http.Tests.Support;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Conformance.Tests.Support;

/// <summary>Gives a fixture a server, and each test a proxy before it and a client that knows the proxy alone.</summary>
public abstract class ClientTests
{
    internal JobsServer Server { get; private set; } = null!;

    internal CuttingProxy Proxy { get; private set; } = null!;

    internal JobsClient Client { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartServer() => Server = await JobsServer.StartAsync(Configure);

    [SetUp]
    public void Connect()
    {
        Proxy = new CuttingProxy(Server.Address.Port);
        Client = NewClient();
    }

    [TearDown]
    public async Task Disconnect()
    {
        await Client.DisposeAsync();
        await Proxy.DisposeAsync();
        foreach (var job in await Server.Jobs.ListAsync().ToListAsync())
        {
            await Server.Jobs.StopAsync(job.Id, TimeSpan.Zero).Within("the job is stopped");
            await Server.Jobs.RemoveAsync(job.Id);
        }

        await Waiting.Until("nobody follows any more", () => Server.FollowerCount() == 0);
    }

    [OneTimeTearDown]
    public async Task StopServer() => await Server.DisposeAsync();

    internal virtual void Configure(ServerSetup setup)
    {
    }

    internal JobsClient NewClient(Action<JobsClientOptions>? configure = null)
    {
        var options = Server.ClientOptions("alice");
        options.BaseAddress = Proxy.Address;
        configure?.Invoke(options);
        return new JobsClient(options);
    }

    /// <summary>A call whose answer never comes: once the server has done it, its connection is cut.</summary>
    internal async Task LoseAnswerOf(Func<Task> call, string done, Func<Task<bool>> isDone)
    {
        await Client.ListAsync().AnyAsync(); // There is a connection, so that nothing but the answer is lost.
        Proxy.HoldAnswers();
        var running = call();
        await Waiting.Until(done, isDone);
        Assert.That(running.IsCompleted, Is.False);
        Proxy.CutAll();
        await running.Within("the call ends");
    }
}
