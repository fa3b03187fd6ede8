// SPDX-License-Identifier: GPL-2.0
/*
 * A DVB adapter without a tuner: its demux is fed by what is written to dvr0.
 *
 * Open dvr0 O_WRONLY and write() a transport stream; read it back from demux0
 * with a PES filter whose input is DMX_IN_DVR. There is no thread and no
 * buffer in here: dvr0's write() runs the software demux in the writer's own
 * context and returns when every feed has had the data. So this driver cannot
 * lose a byte, but neither does it hold the writer back when a feed's buffers
 * are full; such bytes are dropped by the DVB core, as with a real tuner.
 *
 * The adapter is always number 1. Unbinding the driver in sysfs
 * (echo dmxflux-loop > /sys/bus/platform/drivers/dmxflux-loop/unbind) is the
 * unplugging of a stick; it returns once the last descriptor is closed.
 */

#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <media/demux.h>
#include <media/dmxdev.h>
#include <media/dvb_demux.h>
#include <media/dvbdev.h>

#define LOOP_NAME	"dmxflux-loop"
#define LOOP_ADAPTER	1
#define LOOP_FILTERS	256	/* filters, and so open descriptors, at once */

struct loop {
	struct dvb_adapter adapter;
	struct dvb_demux demux;
	struct dmxdev dmxdev;
	struct dmx_frontend memory;
};

static struct platform_device *loop_device;

/* Nothing to switch on or off: data comes when it is written. */
static int loop_feed(struct dvb_demux_feed *feed)
{
	return 0;
}

static int loop_probe(struct platform_device *pdev)
{
	static short number[DVB_MAX_ADAPTERS] = {
		[0 ... DVB_MAX_ADAPTERS - 1] = LOOP_ADAPTER
	};
	struct dmx_demux *dmx;
	struct loop *loop;
	int ret;

	loop = kzalloc(sizeof(*loop), GFP_KERNEL);
	if (!loop)
		return -ENOMEM;

	ret = dvb_register_adapter(&loop->adapter, LOOP_NAME, THIS_MODULE,
				   &pdev->dev, number);
	if (ret < 0)
		goto err_free;

	loop->demux.filternum = LOOP_FILTERS;
	loop->demux.feednum = LOOP_FILTERS;
	loop->demux.start_feed = loop_feed;
	loop->demux.stop_feed = loop_feed;
	loop->demux.dmx.capabilities = DMX_TS_FILTERING |
				       DMX_SECTION_FILTERING |
				       DMX_MEMORY_BASED_FILTERING;
	ret = dvb_dmx_init(&loop->demux);
	if (ret < 0)
		goto err_adapter;

	dmx = &loop->demux.dmx;
	loop->dmxdev.filternum = LOOP_FILTERS;
	loop->dmxdev.demux = dmx;
	ret = dvb_dmxdev_init(&loop->dmxdev, &loop->adapter);
	if (ret < 0)
		goto err_demux;

	loop->memory.source = DMX_MEMORY_FE;
	ret = dmx->add_frontend(dmx, &loop->memory);
	if (ret < 0)
		goto err_dmxdev;
	ret = dmx->connect_frontend(dmx, &loop->memory);
	if (ret < 0)
		goto err_frontend;

	platform_set_drvdata(pdev, loop);
	return 0;

err_frontend:
	dmx->remove_frontend(dmx, &loop->memory);
err_dmxdev:
	dvb_dmxdev_release(&loop->dmxdev);
err_demux:
	dvb_dmx_release(&loop->demux);
err_adapter:
	dvb_unregister_adapter(&loop->adapter);
err_free:
	kfree(loop);
	return ret;
}

static void loop_remove(struct platform_device *pdev)
{
	struct loop *loop = platform_get_drvdata(pdev);
	struct dmx_demux *dmx = &loop->demux.dmx;

	/* Waits for the last close(), so nothing below is in use any more. */
	dvb_dmxdev_release(&loop->dmxdev);
	dmx->disconnect_frontend(dmx);
	dmx->remove_frontend(dmx, &loop->memory);
	dvb_dmx_release(&loop->demux);
	dvb_unregister_adapter(&loop->adapter);
	kfree(loop);
}

static struct platform_driver loop_driver = {
	.driver = { .name = LOOP_NAME },
	.probe = loop_probe,
	.remove = loop_remove,
};

static int __init loop_init(void)
{
	int ret;

	ret = platform_driver_register(&loop_driver);
	if (ret)
		return ret;

	loop_device = platform_device_register_simple(LOOP_NAME,
						      PLATFORM_DEVID_NONE,
						      NULL, 0);
	if (IS_ERR(loop_device)) {
		platform_driver_unregister(&loop_driver);
		return PTR_ERR(loop_device);
	}
	return 0;
}

static void __exit loop_exit(void)
{
	platform_device_unregister(loop_device);
	platform_driver_unregister(&loop_driver);
}

module_init(loop_init);
module_exit(loop_exit);

MODULE_DESCRIPTION("DVB loop driver: dvr0 written, demux0 read");
MODULE_AUTHOR("dmxflux");
MODULE_LICENSE("GPL");
