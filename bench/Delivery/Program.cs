using AndroidZen.Delivery;
using AndroidZen.Delivery.Idle;

if (args is [SiloWithoutStreams.Command])
{
    await SiloWithoutStreams.RunAsync();
    return 0;
}

return await DeliveryCommand.Create().Parse(args).InvokeAsync();
